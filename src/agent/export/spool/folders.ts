import { constants, type Stats } from 'node:fs';
import path from 'node:path';
import { isOwn } from '../../boot/own-folder';
import { attempt, call, type Steps } from './disk';
import { DAMAGED_FOLDER, type Owner, ownerName, readOwnerName } from './names';
import { isGone, thisOwner } from './owner';

/** Folder of another thread. */
export interface OtherFolder {
  readonly path: string;
  /** True if its thread has gone, so that its files are free. */
  readonly isFree: boolean;
}

/** Folders of the spool: the user's, this thread's, those of other threads. */
export class Folders {
  /** Folder with the free files. */
  readonly spool: string;
  readonly damaged: string;
  readonly #base: string;
  readonly #nowMs: () => number;
  #self: Owner | undefined;
  #own = '';
  #isEntered = false;
  /** True until this thread's folder is known to be removed. */
  #isMade = false;
  #beatMs = 0;

  /** `base` is the folder in which the user's own one is made; `nowMs` tells milliseconds since 1970. */
  constructor(base: string, nowMs: () => number) {
    const user = process.getuid === undefined ? '' : `-${process.getuid()}`;
    this.spool = path.join(base, `otel-agent${user}`, 'spool');
    this.damaged = path.join(this.spool, DAMAGED_FOLDER);
    this.#base = base;
    this.#nowMs = nowMs;
  }

  /** Folder of this thread; empty before `enter`. */
  get own(): string {
    return this.#own;
  }

  /** Time since others last saw this thread alive. */
  get silentMs(): number {
    return this.#isEntered ? this.#nowMs() - this.#beatMs : 0;
  }

  /** Makes the folders of this user where they are missing, and refuses those that others can write to. */
  *prepare(): Steps<void> {
    yield* makeBase(this.#base);
    yield* make(path.dirname(this.spool));
    yield* make(this.spool);
  }

  /** Throws if files cannot be made. */
  *check(): Steps<void> {
    yield* this.prepare();
    yield* call('access', this.spool, constants.W_OK);
  }

  /** Makes the folder of this thread as well. */
  *enter(): Steps<void> {
    if (this.#isEntered) return;
    yield* this.prepare();
    this.#own = path.join(this.spool, ownerName(this.#owner()));
    this.#isMade = true;
    yield* make(this.#own);
    this.#beatMs = this.#nowMs();
    this.#isEntered = true;
  }

  /** Leaves the folder of this thread; the next file brings it back. */
  *leave(): Steps<void> {
    if (!this.#isMade) return;
    this.#isEntered = false;
    yield* attempt('rmdir', this.#own);
    // Known only now: the end of the process may come in between, and removes it at once.
    this.#isMade = false;
  }

  /** Shows others that this thread lives. Returns false if they did not see it in time, and took its files. */
  *beat(): Steps<boolean> {
    if (!this.#isEntered) return true;
    const seconds = this.#nowMs() / 1000;
    try {
      yield* call('utimes', this.#own, seconds, seconds);
      this.#beatMs = this.#nowMs();
    } catch {
      this.#isEntered = false;
    }
    return this.#isEntered;
  }

  /** Finds the folders of other threads. */
  *others(): Steps<OtherFolder[]> {
    const others: OtherFolder[] = [];
    for (const name of yield* call('readdir', this.spool)) {
      const owner = readOwnerName(name);
      const folder = path.join(this.spool, name);
      if (owner === undefined || folder === this.#own) continue;
      others.push({ path: folder, isFree: yield* isGone(owner, folder, this.#owner(), this.#nowMs()) });
    }
    return others;
  }

  #owner(): Owner {
    this.#self ??= thisOwner();
    return this.#self;
  }
}

/** The folder that is given may be a link, and is made with those above it where they are missing. */
function* makeBase(folder: string): Steps<void> {
  const stat = yield* attempt('stat', folder);
  if (stat === undefined) yield* makeWithParents(folder);
  else if (!stat.isDirectory()) throw new Error(`${folder} is not a folder`);
  else if (isOpenToAll(stat)) throw new Error(`anyone can write to ${folder}, which has no sticky bit`);
}

/** Without a sticky bit anyone may put a folder in the place of another's. Windows has no such rights. */
function isOpenToAll({ mode }: Stats): boolean {
  return process.getuid !== undefined && (mode & 0o1002) === 0o002;
}

/** Node's own `recursive` never returns below /proc. */
function* makeWithParents(folder: string): Steps<void> {
  const parent = path.dirname(folder);
  if ((yield* attempt('stat', parent)) === undefined && parent !== folder) yield* makeWithParents(parent);
  yield* makeOne(folder);
}

function* makeOne(folder: string): Steps<void> {
  try {
    yield* call('mkdir', folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function* make(folder: string): Steps<void> {
  yield* makeOne(folder);
  if (!isOwn(yield* call('lstat', folder)))
    throw new Error(`${folder} is not a folder that this user alone can write to`);
}
