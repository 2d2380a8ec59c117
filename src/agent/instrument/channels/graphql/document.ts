/** Used parts of a parsed document. */
export interface GraphqlDocument {
  readonly definitions?: readonly Definition[];
  /** Undefined for a document that was not parsed from a text, or with `noLocation`. */
  readonly loc?: { readonly startToken?: Token };
}

interface Definition {
  /** `query`, `mutation` or `subscription`; undefined for what is no operation. */
  readonly operation?: string;
  readonly name?: { readonly value: string };
}

interface Token {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly value?: string;
  readonly prev?: Token | null;
  readonly next?: Token | null;
}

/** False for a schema. */
export function hasOperation({ definitions = [] }: GraphqlDocument): boolean {
  return definitions.some(({ operation }) => operation !== undefined);
}

/** Finds the operation that is executed: the one of this name, or the first. */
export function findOperation({ definitions = [] }: GraphqlDocument, name: unknown): Definition | undefined {
  const operations = definitions.filter(({ operation }) => operation !== undefined);
  return name ? operations.find(operation => operation.name?.value === name) : operations[0];
}

const known = new WeakMap<GraphqlDocument, string>();

/** Returns a document's text with `*` for its literals and comments; servers keep documents, so it is remembered. */
export function sourceOf(document: GraphqlDocument): string {
  const text = known.get(document) ?? readSource(document);
  known.set(document, text);
  return text;
}

function readSource({ loc }: GraphqlDocument): string {
  let text = '';
  let line = 1;
  for (let token = loc?.startToken?.next; token; token = token.next) {
    if (token.line > line) text += '\n'.repeat(token.line - line) + ' '.repeat(token.column - 1);
    else text += ' '.repeat(token.start - (token.prev?.end ?? 0));
    line = token.line;
    text += shown(token);
  }
  return text;
}

const WITH_DATA = new Set(['Int', 'Float', 'BlockString', 'Comment']);

function shown({ kind, value }: Token): string {
  if (kind === '<EOF>') return '';
  if (kind === 'String') return '"*"';
  return WITH_DATA.has(kind) ? '*' : (value ?? kind);
}
