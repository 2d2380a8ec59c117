/** Changes to a text that are collected first, all at positions of the text as it was, and made at once. */
export class TextEdits {
  readonly text: string;
  private readonly edits: Edit[] = [];

  constructor(text: string) {
    this.text = text;
  }

  get isEmpty(): boolean {
    return this.edits.length === 0;
  }

  /** Puts text there; of what is put at the same place the deepest comes first, and then what came first. */
  insert(at: number, inserted: string, depth = 0): void {
    this.edits.push({ from: at, to: at, replacement: inserted, depth });
  }

  remove(from: number, to: number): void {
    this.replace(from, to, '');
  }

  /** No two ranges may overlap. */
  replace(from: number, to: number, replacement: string): void {
    this.edits.push({ from, to, replacement, depth: 0 });
  }

  /** The text with all changes. */
  apply(): string {
    let result = '';
    let at = 0;
    const inOrder = this.edits.toSorted((a, b) => a.from - b.from || b.depth - a.depth);
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
