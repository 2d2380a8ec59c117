import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  Scalar,
  type YAMLMap,
} from 'yaml';
import type { Entry, FileNode, Place, ScalarNode } from './nodes';
import { substitute } from './substitute';

/** Content of a file, with what could not be used in it. */
export interface ReadDocument {
  /** Undefined for a text that is no YAML or JSON. */
  readonly root: FileNode | undefined;
  readonly flaws: readonly Flaw[];
}

/** Mistake of YAML, or of a substitution. */
export interface Flaw {
  readonly place: Place;
  readonly message: string;
}

/** Reads a text of YAML 1.2 or JSON, and replaces references to the environment in its scalars. */
export function readDocument(text: string, env: NodeJS.ProcessEnv): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    merge: true,
    prettyErrors: false,
  });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const broken = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  // The first mistake alone: what comes behind follows from it.
  const flaws = (broken === undefined ? document.errors : [broken]).map(({ code, message, pos }) => ({
    place: placeOf(pos[0]),
    message: WORDED[code] ?? sentence(message),
  }));
  if (broken !== undefined || document.contents === null) return { root: undefined, flaws };
  const bomb = bombIn(document);
  if (bomb !== undefined)
    return { root: undefined, flaws: [{ place: placeOf(aliasIn(text, bomb)), message: bomb }] };
  const convert = converter({ document, placeOf, env, flaws });
  return { root: convert(document.contents), flaws };
}

/** Reason against a text whose aliases unfold to more than anybody can have meant. */
function bombIn(document: Document): string | undefined {
  try {
    document.toJS({ maxAliasCount: 1000 });
    return undefined;
  } catch (error) {
    return sentence((error as Error).message);
  }
}

/** Mistakes that the parser words for programmers. */
const WORDED: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'is a key that stands there twice; the last one counts',
  MULTIPLE_DOCS: 'begins a second document, where a file holds one: take the --- out',
};

/** Offset of the alias that a message is about; 0 for a message about none. */
function aliasIn(text: string, message: string): number {
  const name = /: ([\w-]+)$/.exec(message)?.[1];
  return name === undefined ? 0 : Math.max(text.search(new RegExp(`\\*${name}(?![\\w-])`)), 0);
}

interface Conversion {
  readonly document: Document.Parsed;
  readonly placeOf: (offset: number) => Place;
  readonly env: NodeJS.ProcessEnv;
  readonly flaws: Flaw[];
}

/** Converts the parser's nodes: aliases followed, merge keys merged, references replaced. */
function converter({ document, placeOf, env, flaws }: Conversion): (node: ParsedNode | null) => FileNode {
  const convert = (node: ParsedNode | null): FileNode => {
    const place = placeOf(node?.range[0] ?? 0);
    if (isAlias(node)) {
      const target = node.resolve(document) as ParsedNode | undefined;
      return target === undefined ? empty(place) : { ...convert(target), place };
    }
    if (isMap(node)) return { kind: 'map', place, entries: entriesOf(node as YAMLMap.Parsed) };
    if (isSeq(node))
      return { kind: 'list', place, items: node.items.map(item => convert(item as ParsedNode)) };
    return isScalar(node) ? scalar(node as Scalar.Parsed, place) : empty(place);
  };

  function entriesOf(map: YAMLMap.Parsed): Entry[] {
    const entries = new Map<string, Entry>();
    const merged: Entry[] = [];
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? keyText(key) : '';
      const node = convert(value as ParsedNode | null);
      if (name === '<<') merged.push(...mergedFrom(node));
      else
        entries.set(name, { key: name, place: placeOf(key?.range[0] ?? 0), node: inPlace(node, value, key) });
    }
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    return [...entries.values()];
  }

  /** A value that is left out stands where its key does. */
  function inPlace(node: FileNode, value: unknown, key: ParsedNode): FileNode {
    const isLeftOut = isScalar(value) && value.value === null && value.source === '';
    return value === null || isLeftOut ? { ...node, place: placeOf(key?.range[0] ?? 0) } : node;
  }

  function scalar(node: Scalar.Parsed, place: Place): ScalarNode {
    const { value, source = '', type } = node;
    if (typeof value !== 'string') {
      const plain = typeof value === 'number' || typeof value === 'boolean' ? value : null;
      return { kind: 'scalar', place, value: plain, text: source };
    }
    const result = substitute(value, env);
    if ('flaw' in result) {
      flaws.push({ place, message: result.flaw });
      return empty(place);
    }
    const { text, unset: references } = result;
    const retyped = type === Scalar.PLAIN && text !== value ? typed(text) : text;
    const unset = references.length > 0 && { unset: { references, written: value } };
    return { kind: 'scalar', place, value: retyped, text, ...unset };
  }
  return convert;
}

/** Name of a key; the parser has a symbol for the one that merges. */
function keyText({ value, source }: Scalar.Parsed): string {
  return typeof value === 'string' ? value : (source ?? '');
}

function mergedFrom(node: FileNode): readonly Entry[] {
  if (node.kind === 'list') return node.items.flatMap(mergedFrom);
  return node.kind === 'map' ? node.entries : [];
}

/** Type of a plain scalar after the substitution: null, boolean, number, or else text as it is. */
function typed(text: string): ScalarNode['value'] {
  const document = parseDocument(text, { version: '1.2' });
  const value = document.errors.length === 0 ? document.toJS() : text;
  return value === null || typeof value === 'number' || typeof value === 'boolean' ? value : text;
}

function empty(place: Place): ScalarNode {
  return { kind: 'scalar', place, value: null, text: '' };
}

/** Words a parser's message as the predicate of a sentence. */
function sentence(message: string): string {
  return `is no YAML: ${message.replace(/\s+/g, ' ').replace(/\.$/, '')}`;
}
