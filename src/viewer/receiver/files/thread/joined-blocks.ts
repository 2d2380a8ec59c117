import type { Format } from '../formats/formats';
import type { TakenFile } from '../take-stream';
import type { Part, TakenBlock } from './messages';

interface Block {
  readonly block: number;
  readonly parts: readonly Part[];
  readonly taken: TakenBlock;
}

/** Blocks of a file in their order, in whichever they come. */
export class JoinedBlocks {
  readonly #blocks: number;
  readonly #take: (part: Part) => void;
  readonly #early = new Map<number, Block>();
  #next = 0;
  #lines = 0;
  #format: Format | undefined;
  #badLines = 0;
  #firstBadLine = 0;

  /** `take` gets the parts of all blocks in the order of the file. */
  constructor(blocks: number, take: (part: Part) => void) {
    this.#blocks = blocks;
    this.#take = take;
  }

  /** Returns how many blocks could be taken in now. */
  add(block: Block): number {
    const before = this.#next;
    this.#early.set(block.block, block);
    for (let next = this.#early.get(before); next !== undefined; next = this.#early.get(this.#next)) {
      this.#early.delete(this.#next++);
      for (const part of next.parts) this.#take(part);
      this.#note(next.taken);
    }
    return this.#next - before;
  }

  /** The result, once all blocks are there. */
  get taken(): TakenFile | undefined {
    if (this.#next < this.#blocks) return undefined;
    return { format: this.#format, badLines: this.#badLines, firstBadLine: this.#firstBadLine };
  }

  #note({ format, badLines, firstBadLine, lines }: TakenBlock): void {
    if (format !== undefined) this.#format = format;
    if (firstBadLine > 0) this.#firstBadLine ||= this.#lines + firstBadLine;
    this.#badLines += badLines;
    this.#lines += lines;
  }
}
