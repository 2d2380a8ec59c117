const STEP_BYTES = 256 * 1024;

/** Content of a file, in memory that the next file gets. */
export interface FileContent {
  readonly bytes: Buffer;
  /** Notes that a part is in use. Returns what ends that; it is not called where the end is not known. */
  lend(): () => void;
  /** Ends the reading: no other part will be lent. */
  leave(): void;
}

/**
 * Memory that files are read into, one after another. A file's memory goes to the next file when none of its parts is
 * in use, and to the garbage collector otherwise, which is slow to see memory outside V8's heap: with new memory for
 * each file, a spool of 285 MB needed 24 MB at the peak instead of 4 (Node 20). The parts in use are smaller than a file:
 * they lie in two files at most, and one file's memory waits for the next. It waits for the next outage, too: each used to
 * leave 4 MB of garbage behind.
 */
export class FileMemory {
  #spare: Buffer | undefined;

  /** Returns memory of exactly so many bytes, with arbitrary content. */
  take(bytes: number): FileContent {
    const memory = this.#memoryOf(bytes);
    let lent = 0;
    let isLeft = false;
    const keepIfFree = () => {
      if (isLeft && lent === 0) this.#spare = memory;
    };
    return {
      bytes: memory.subarray(0, bytes),
      lend() {
        lent++;
        return () => {
          lent--;
          keepIfFree();
        };
      },
      leave() {
        isLeft = true;
        keepIfFree();
      },
    };
  }

  /** Gives unused memory to the garbage collector. */
  drop(): void {
    this.#spare = undefined;
  }

  #memoryOf(bytes: number): Buffer {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined && spare.length >= bytes) return spare;
    return Buffer.allocUnsafeSlow(Math.ceil(bytes / STEP_BYTES) * STEP_BYTES);
  }
}
