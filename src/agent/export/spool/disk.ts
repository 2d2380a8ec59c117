import fs from 'node:fs';
import { untraced } from '../detached';

/** Calls of the file system that the spool makes. */
interface Calls {
  readonly mkdir: (path: string, options: { mode: number }) => void;
  readonly access: (path: string, mode: number) => void;
  readonly lstat: (path: string) => fs.Stats;
  readonly stat: (path: string) => fs.Stats;
  readonly readdir: (path: string) => string[];
  readonly open: (path: string, flags: string, mode?: number) => number;
  readonly close: (fd: number) => void;
  readonly rename: (from: string, to: string) => void;
  readonly unlink: (path: string) => void;
  readonly rmdir: (path: string) => void;
  readonly utimes: (path: string, atime: number, mtime: number) => void;
  readonly ftruncate: (fd: number, length: number) => void;
  readonly fdatasync: (fd: number) => void;
  readonly readFile: (path: string) => Buffer;
  readonly fstat: (fd: number) => fs.Stats;
  /** Returns the number of bytes. */
  readonly read: (fd: number, into: Uint8Array, offset: number, length: number, position: number) => number;
  /** Returns the number of bytes. */
  readonly writev: (fd: number, parts: readonly Uint8Array[], position: number) => number;
}

/** Call to be made, now or with the event loop. */
interface Call {
  readonly name: keyof Calls;
  readonly args: readonly unknown[];
}

/**
 * Steps on the disk, written once: a generator that yields each call and is given its result, or its error. `runNow`
 * makes the calls without an event loop, where a process ends, `runLater` with one, so that it is never blocked.
 */
export type Steps<Result> = Generator<Call, Result, unknown>;

/** A call as a step: `yield* call('mkdir', folder, { mode: 0o700 })`. */
export function* call<Name extends keyof Calls>(
  name: Name,
  ...args: Parameters<Calls[Name]>
): Steps<ReturnType<Calls[Name]>> {
  return (yield { name, args }) as ReturnType<Calls[Name]>;
}

/** Makes a call whose failure does not matter. */
export function* attempt<Name extends keyof Calls>(
  name: Name,
  ...args: Parameters<Calls[Name]>
): Steps<ReturnType<Calls[Name]> | undefined> {
  try {
    return yield* call(name, ...args);
  } catch {
    return undefined;
  }
}

/**
 * Descriptors that calls under way use. The system gives the number of a closed file to the next that is opened: a call
 * that is still to be made would write into that.
 */
export class Descriptors {
  readonly #used = new Map<number, { isToClose: boolean }>();

  /** Marks the descriptor that a call uses; returns what ends that. */
  use({ name, args: [fd] }: Call): () => void {
    if (typeof fd !== 'number' || name === 'close') return () => {};
    const use = { isToClose: false };
    this.#used.set(fd, use);
    return () => {
      if (this.#used.get(fd) !== use) return;
      this.#used.delete(fd);
      if (use.isToClose) fs.close(fd, () => {});
    };
  }

  /** True for the closing of a descriptor that is in use: it is put off until then. */
  putsOff({ name, args: [fd] }: Call): boolean {
    const use = name === 'close' ? this.#used.get(fd as number) : undefined;
    if (use !== undefined) use.isToClose = true;
    return use !== undefined;
  }
}

/** Runs steps to their end at once; throws what they throw. `inUse`: descriptors of steps that run with the event loop. */
export function runNow<Result>(steps: Steps<Result>, inUse?: Descriptors): Result {
  let step = steps.next();
  while (!step.done) {
    const { name, args } = step.value;
    let result: unknown;
    try {
      if (!inUse?.putsOff(step.value)) result = untraced(() => now(name)(...args));
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(result);
  }
  return step.value;
}

/**
 * Runs steps with the event loop; rejects with what they throw. Once `isOvertaken` they are left where they are: the end
 * of the process has come in between, and did all that was left.
 */
export async function runLater<Result>(
  steps: Steps<Result>,
  isOvertaken: () => boolean,
  inUse: Descriptors,
): Promise<Result | undefined> {
  let step = steps.next();
  while (!step.done) {
    const { name, args } = step.value;
    let result: unknown;
    const endUse = inUse.use(step.value);
    try {
      result = await later(name, args).finally(endUse);
    } catch (error) {
      if (isOvertaken()) return undefined;
      step = steps.throw(error);
      continue;
    }
    if (isOvertaken()) return undefined;
    step = steps.next(result);
  }
  return step.value;
}

function now(name: keyof Calls): (...args: readonly unknown[]) => unknown {
  return fs[`${name}Sync`] as (...args: readonly unknown[]) => unknown;
}

function later(name: keyof Calls, args: readonly unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, result: unknown) => (error ? reject(error) : resolve(result));
    untraced(() => (fs[name] as (...all: unknown[]) => void)(...args, done));
  });
}
