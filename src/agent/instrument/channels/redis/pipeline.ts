import type { Span } from '@opentelemetry/api';

/** Commands of a pipeline that is being written. */
export class Pipeline {
  readonly #commands: { readonly name: string; readonly span: Span }[] = [];

  add(name: string, span: Span): void {
    this.#commands.push({ name, span });
  }

  /** Names the operation of all: `PIPELINE GET` if they are alike, `PIPELINE` if not. Database semantic conventions, batches. */
  nameOperation(): void {
    const [first, ...others] = this.#commands;
    if (first === undefined) return;
    const areAlike = others.every(({ name }) => name === first.name);
    const operation = areAlike ? `PIPELINE ${first.name}` : 'PIPELINE';
    for (const { span } of this.#commands) span.setAttribute('db.operation.name', operation);
  }
}
