import { attempt, call, type Steps } from '../disk';
import type { ByteSource } from '../format/find-records';
import type { SpoolFile } from '../spool-file';

/** Enough for the heads of some records, and little beside a body. */
const WINDOW_BYTES = 4096;

/** Opens a file, unless it is open, and leaves it open for marks. */
export function* opened(file: SpoolFile): Steps<number> {
  file.fd ??= yield* call('open', file.path, 'r+');
  return file.fd;
}

/** Reads a part of a file into memory of its size. Throws if the file is shorter. */
export function* readInto(fd: number, into: Uint8Array, start: number): Steps<void> {
  for (let at = 0; at < into.length; ) {
    const read = yield* call('read', fd, into, at, into.length - at, start + at);
    if (read === 0) throw new Error('a file of the spool has become shorter');
    at += read;
  }
}

/** Makes the source of an open file's bytes, which are read a few kilobytes at a time. */
export function* sourceOf(fd: number): Steps<ByteSource> {
  const { size } = yield* call('fstat', fd);
  const memory = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  let window = memory.subarray(0, 0);
  let windowAt = 0;
  return {
    size,
    *from(at, least) {
      if (at < windowAt || at + least > windowAt + window.length) {
        window = memory.subarray(0, Math.min(WINDOW_BYTES, size - at));
        windowAt = at;
        yield* readInto(fd, window, at);
      }
      return window.subarray(at - windowAt);
    },
  };
}

/** Does something with the bytes of a file that this thread does not have in its care; undefined if it cannot be read. */
export function* withSource<Result>(
  path: string,
  use: (source: ByteSource) => Steps<Result>,
): Steps<Result | undefined> {
  const fd = yield* attempt('open', path, 'r');
  if (fd === undefined) return undefined;
  try {
    return yield* use(yield* sourceOf(fd));
  } catch {
    return undefined;
  } finally {
    yield* attempt('close', fd);
  }
}
