import path from 'node:path';
import { type BoundOptions, LEAST_BYTES, makeRoom } from './bound';
import { attempt, call, type Steps } from './disk';
import { Folders } from './folders';
import { type FileName, fileName, isFolderName, readFileName } from './names';
import { isSilent } from './owner';
import type { SpoolFile } from './spool-file';

export interface StoreOptions extends BoundOptions {
  /** Folder in which the user's own one is made. */
  readonly base: string;
  /** Called with each file beside those of the spool that is none of them. */
  readonly onStranger: (path: string) => void;
}

/** Files of a few MiB: small enough to leave one by one at the bound. */
const MAX_FILE_BYTES = 2 * 1024 * 1024;
/** A bound holds at least so many files. */
const FILES_IN_BOUND = 8;

/** Makes, names, claims and gives back the files of the spool. */
export class Store {
  readonly folders: Folders;
  /** Size at which a file is closed. */
  readonly fileBytes: number;
  readonly #options: StoreOptions;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.folders = new Folders(options.base, options.nowMs);
    this.fileBytes = Math.min(MAX_FILE_BYTES, Math.floor(options.maxBytes / FILES_IN_BOUND));
  }

  /** Throws if the disk takes nothing, as far as that shows before anything is written. */
  *check(): Steps<void> {
    const leastBytes = FILES_IN_BOUND * LEAST_BYTES;
    if (this.#options.maxBytes < leastBytes)
      throw new Error(`OTEL_AGENT_SPOOL_MAX_BYTES is less than ${leastBytes / 1024} KiB`);
    yield* this.folders.check();
  }

  /** Removes what is too old, and the oldest until so many bytes fit in. */
  *makeRoom(bytes: number): Steps<void> {
    yield* makeRoom(this.folders, bytes, this.#options);
  }

  /**
   * Opens a new file for writing, after it has made room for it. `isLast`: the process ends, and the file is closed at
   * once. It needs no folder of this thread then, whose removal waits for the device on a disk that discards free blocks.
   */
  *create(file: SpoolFile, bytes: number, isLast: boolean): Steps<void> {
    yield* this.check();
    if (!isLast) yield* this.folders.enter();
    yield* this.makeRoom(Math.max(bytes, this.fileBytes));
    const { lane, createdMs, unique } = file;
    const name = fileName({ lane, createdMs, unique, closed: undefined });
    const place = path.join(isLast ? this.folders.spool : this.folders.own, name);
    file.fd = yield* call('open', place, 'wx+', 0o600);
    file.path = place;
  }

  /** Gives a file its final name. It stays with this thread, or is free for others. */
  *settle(file: SpoolFile, isKept: boolean): Steps<void> {
    const items = file.itemsThat('waits') + file.itemsThat('lent');
    yield* this.#move(file, isKept ? path.dirname(file.path) : this.folders.spool, items);
  }

  /** Sets a file aside that holds bytes which are no records. */
  *setAside(file: SpoolFile): Steps<void> {
    yield* attempt('mkdir', this.folders.damaged, { mode: 0o700 });
    yield* this.#move(file, this.folders.damaged, 0);
  }

  /** Claims the oldest free file of a lane; undefined if there is none. */
  *claim(lane: string): Steps<{ path: string; name: FileName } | undefined> {
    yield* this.folders.prepare();
    yield* this.#free();
    const names = (yield* call('readdir', this.folders.spool)).flatMap(text => {
      const name = readFileName(text);
      if (name === undefined && !isFolderName(text))
        this.#options.onStranger(path.join(this.folders.spool, text));
      return name?.lane === lane ? [{ text, name }] : [];
    });
    if (names.length > 0) yield* this.folders.enter();
    for (const { text, name } of names.sort((a, b) => a.name.createdMs - b.name.createdMs)) {
      const from = path.join(this.folders.spool, text);
      const closed = yield* closedForm(from, name, this.#options.nowMs());
      if (closed === undefined) continue;
      const to = path.join(this.folders.own, fileName(closed));
      if (yield* hasMoved(from, to)) return { path: to, name: closed };
    }
    return undefined;
  }

  /** Number of items in the free files of a lane, as their names tell it. */
  *freeItems(lane: string): Steps<number> {
    let items = 0;
    for (const text of (yield* attempt('readdir', this.folders.spool)) ?? []) {
      const name = readFileName(text);
      if (name?.lane === lane) items += name.closed?.items ?? 0;
    }
    return items;
  }

  *#move(file: SpoolFile, folder: string, items: number): Steps<void> {
    const { lane, createdMs, unique, bytes } = file;
    const place = path.join(folder, fileName({ lane, createdMs, unique, closed: { bytes, items } }));
    const { nextPath } = file;
    file.nextPath = place;
    if (place !== file.path) yield* attempt('rename', file.path, place);
    if (nextPath !== undefined && nextPath !== place) yield* attempt('rename', nextPath, place);
    file.path = place;
    file.nextPath = undefined;
  }

  /** Frees the files of threads that have gone. */
  *#free(): Steps<void> {
    for (const { path: folder, isFree } of yield* this.folders.others()) {
      if (!isFree) continue;
      for (const text of (yield* attempt('readdir', folder)) ?? []) yield* this.#freeFile(folder, text);
      yield* attempt('rmdir', folder);
    }
  }

  *#freeFile(folder: string, text: string): Steps<void> {
    const name = readFileName(text);
    const from = path.join(folder, text);
    const stat = yield* attempt('lstat', from);
    if (stat === undefined || name === undefined) return;
    const closed = name.closed ?? { bytes: stat.size, items: 0 };
    if (stat.size === 0) yield* attempt('unlink', from);
    else yield* attempt('rename', from, path.join(this.folders.spool, fileName({ ...name, closed })));
  }
}

/** Name of a free file, as a closed one; undefined for a link, another user's, and one that is being written. */
function* closedForm(place: string, name: FileName, nowMs: number): Steps<FileName | undefined> {
  const stat = yield* attempt('lstat', place);
  if (stat?.isFile() !== true || (process.getuid !== undefined && stat.uid !== process.getuid()))
    return undefined;
  if (name.closed !== undefined) return name;
  return isSilent(stat, nowMs) ? { ...name, closed: { bytes: stat.size, items: 0 } } : undefined;
}

/** Moves a file; false if another process was faster. */
function* hasMoved(from: string, to: string): Steps<boolean> {
  try {
    yield* call('rename', from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
