import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type ParsedNode,
  parseDocument,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { yamlMessage } from '../../rules/yaml-message';
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
  /** Key, or path of the value, that it is about; undefined for one of the whole text. */
  readonly key?: string;
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
    // Warnings would be emitted in the process of the app.
    logLevel: 'error',
  });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const broken = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  // The first mistake alone: what comes behind follows from it.
  const flaws = (broken === undefined ? document.errors : [broken]).map(
    ({ code, message, pos }): Flaw => ({
      ...(code === 'DUPLICATE_KEY' && { key: keyAt(text, pos[0]) }),
      place: placeOf(pos[0]),
      message: WORDED[code] ?? sentence(message),
    }),
  );
  if (broken !== undefined || document.contents === null) return { root: undefined, flaws };
  const bomb = bombIn(document);
  if (bomb !== undefined)
    return { root: undefined, flaws: [{ place: placeOf(aliasIn(text, bomb)), message: sentence(bomb) }] };
  const convert = converter({ document, placeOf, env, flaws });
  return { root: convert(document.contents, ''), flaws };
}

/** Reason against a text whose aliases unfold to more than anybody can have meant. */
function bombIn(document: Document): string | undefined {
  try {
    document.toJS({ maxAliasCount: 1000 });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Text of the key that begins at an offset. */
function keyAt(text: string, offset: number): string {
  return /^("[^"\n]*"|'[^'\n]*'|[^\s:]+)/.exec(text.slice(offset))?.[1]?.replace(/^["']|["']$/g, '') ?? '';
}

/** Mistakes that the parser words for programmers. */
const WORDED: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'is a key that stands there twice; the last one counts',
  MULTIPLE_DOCS: 'begins a second document, where a file holds one: take the --- out',
};

/** Offset of the alias that a message is about; 0 for a message about none. */
function aliasIn(text: string, message: string): number {
  const name = /: (\S+)$/.exec(message)?.[1];
  return name === undefined ? 0 : Math.max(text.indexOf(`*${name}`), 0);
}

interface Conversion {
  readonly document: Document.Parsed;
  readonly placeOf: (offset: number) => Place;
  readonly env: NodeJS.ProcessEnv;
  readonly flaws: Flaw[];
}

type Convert = (node: ParsedNode | null, path: string) => FileNode;

/** Converts the parser's nodes: aliases followed, merge keys merged, references replaced. */
function converter({ document, placeOf, env, flaws }: Conversion): Convert {
  /** Collections on the way from the root. */
  const open = new Set<ParsedNode>();
  const convert: Convert = (node, path) => {
    const place = placeOf(node?.range[0] ?? 0);
    if (isAlias(node)) return follow(node, path, place);
    if (!isCollection(node))
      return isScalar(node) ? scalar(node as Scalar.Parsed, path, place) : empty(place);
    open.add(node);
    const converted = collection(node, path, place);
    open.delete(node);
    return converted;
  };

  function collection(node: YAMLMap.Parsed | YAMLSeq.Parsed, path: string, place: Place): FileNode {
    if (isMap(node)) return { kind: 'map', place, entries: entriesOf(node as YAMLMap.Parsed, path) };
    const items = node.items.map((item, index) => convert(item as ParsedNode, `${path}[${index}]`));
    return { kind: 'list', place, items };
  }

  function follow(alias: Alias.Parsed, path: string, place: Place): FileNode {
    const target = alias.resolve(document) as ParsedNode | undefined;
    if (target === undefined) return empty(place);
    if (!open.has(target)) return { ...convert(target, path), place };
    flaws.push({ key: path, place, message: `is *${alias.source}, which it is a part of` });
    return empty(place);
  }

  function entriesOf(map: YAMLMap.Parsed, path: string): Entry[] {
    const entries = new Map<string, Entry>();
    const merged: Entry[] = [];
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? keyText(key) : String(key);
      const node = convert(value as ParsedNode | null, path === '' ? name : `${path}.${name}`);
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

  function scalar(node: Scalar.Parsed, path: string, place: Place): ScalarNode {
    const { value, source = '', type } = node;
    if (typeof value !== 'string') {
      const plain = typeof value === 'number' || typeof value === 'boolean' ? value : null;
      return { kind: 'scalar', place, value: plain, text: source };
    }
    const result = substitute(value, env);
    if ('flaw' in result) {
      flaws.push({ key: path, place, message: result.flaw });
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
  const document = parseDocument(text, { version: '1.2', logLevel: 'error' });
  const value = document.errors.length === 0 ? document.toJS() : text;
  return value === null || typeof value === 'number' || typeof value === 'boolean' ? value : text;
}

function empty(place: Place): ScalarNode {
  return { kind: 'scalar', place, value: null, text: '' };
}

/** Words a parser's message as the predicate of a sentence. */
function sentence(message: string): string {
  return `is no YAML: ${yamlMessage(message)}`;
}
