/** Collects changes at positions of the original text and applies them at once. */
export class TextEdits {
  readonly text: string;
  readonly #edits: Edit[] = [];

  constructor(text: string) {
    this.text = text;
  }

  get isEmpty(): boolean {
    return this.#edits.length === 0;
  }

  /** Inserts text. At the same position the deepest comes first, then the earliest. */
  insert(at: number, inserted: string, depth = 0): void {
    this.#edits.push({ from: at, to: at, replacement: inserted, depth });
  }

  remove(from: number, to: number): void {
    this.replace(from, to, '');
  }

  /** Removes a range. Ranges must not overlap. */
  replace(from: number, to: number, replacement: string): void {
    this.#edits.push({ from, to, replacement, depth: 0 });
  }

  /** Returns the text with all changes. */
  apply(): string {
    let result = '';
    let at = 0;
    const inOrder = this.#edits.toSorted((a, b) => a.from - b.from || b.depth - a.depth);
    for (const { from, to, replacement } of inOrder) {
      if (from < at) throw new Error(`two edits overlap at ${from}`);
      result += this.text.slice(at, from) + replacement;
      at = to;
    }
    return result + this.text.slice(at);
  }
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly replacement: string;
  readonly depth: number;
}
