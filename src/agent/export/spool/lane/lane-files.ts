import { attempt, type Steps } from '../disk';
import { DONE_MARK, doneMarkAt } from '../format/record';
import type { SpoolFile, SpoolRecord } from '../spool-file';
import type { Store } from '../store';

/** Files of a lane that are in the care of this thread. */
export class LaneFiles {
  /** File that is being written. */
  open: SpoolFile | undefined;
  /** Closed and claimed files, oldest first. */
  #closed: SpoolFile[] = [];
  /** Records that are done, which their files do not say yet. */
  #marks: SpoolRecord[] = [];
  /** Files out of care that may still be open. */
  #dropped: SpoolFile[] = [];
  readonly #store: Store;
  readonly #onAside: (file: SpoolFile) => void;

  /** `onAside` is called with each file that was set aside. */
  constructor(store: Store, onAside: (file: SpoolFile) => void) {
    this.#store = store;
    this.#onAside = onAside;
  }

  get hasMarks(): boolean {
    return this.#marks.length > 0;
  }

  get isEmpty(): boolean {
    return this.open === undefined && this.#closed.length === 0;
  }

  get all(): readonly SpoolFile[] {
    return this.open === undefined ? this.#closed : [...this.#closed, this.open];
  }

  addClosed(file: SpoolFile): void {
    this.#closed.push(file);
  }

  /** Oldest closed file with a batch that waits. */
  oldestWaiting(): SpoolFile | undefined {
    return this.#closed.find(file => file.nextWaiting() !== undefined);
  }

  find(path: string): SpoolFile | undefined {
    return this.#closed.find(file => file.path === path || file.nextPath === path);
  }

  /** Takes a file out of this thread's care. */
  drop(file: SpoolFile): void {
    this.#dropped.push(file);
    this.#closed = this.#closed.filter(one => one !== file);
    if (this.open === file) this.open = undefined;
  }

  /** Notes that a record's batch is delivered or dropped; false if that is known already. */
  settle(record: SpoolRecord): boolean {
    if (!record.file.settle(record)) return false;
    this.#marks.push(record);
    return true;
  }

  /** Marks delivered batches in the files, and removes empty files. */
  *mark(): Steps<void> {
    // Forget a mark only when it is made: the end of the process may come in between, and makes them all.
    for (let record = this.#marks[0]; record !== undefined; record = this.#marks[0]) {
      const { file } = record;
      if (file.isDone && file !== this.open) yield* this.remove(file);
      else if (this.all.includes(file)) yield* writeMark(record);
      if (this.#marks[0] === record) this.#marks.shift();
    }
    for (const file of this.#dropped.splice(0)) yield* closeDescriptor(file);
  }

  /** Closes the file that is being written; it stays with this thread. */
  *close(): Steps<void> {
    const file = this.open;
    if (file === undefined) return;
    this.open = undefined;
    this.#closed.push(file);
    if (file.isDone) yield* this.remove(file);
    else yield* this.#store.settle(file, true);
    // A lane may have a hundred files, and descriptors are the app's.
    yield* closeDescriptor(file);
  }

  /** Gives all files to other threads. */
  *release(): Steps<void> {
    for (const file of this.all) {
      if (file.isDone) yield* this.remove(file);
      else yield* this.#store.settle(file, false);
      yield* closeDescriptor(file);
    }
    this.open = undefined;
    this.#closed = [];
  }

  /** Removes a delivered file; sets a damaged file aside. */
  *remove(file: SpoolFile): Steps<void> {
    if (!this.all.includes(file)) return;
    if (file.isDamaged) {
      yield* this.#store.setAside(file);
      this.#onAside(file);
    } else {
      yield* attempt('unlink', file.path);
      if (file.nextPath !== undefined) yield* attempt('unlink', file.nextPath);
    }
    this.drop(file);
    yield* closeDescriptor(file);
  }
}

function* writeMark({ file, at }: SpoolRecord): Steps<void> {
  file.fd ??= yield* attempt('open', file.path, 'r+');
  if (file.fd !== undefined) yield* attempt('writev', file.fd, [DONE_MARK], doneMarkAt(at));
}

function* closeDescriptor(file: SpoolFile): Steps<void> {
  const { fd } = file;
  file.fd = undefined;
  if (fd !== undefined) yield* attempt('close', fd);
}
