/** Position in a file, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Value in a file, with its position. */
export type FileNode = MapNode | ListNode | ScalarNode;

export interface MapNode {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: readonly Entry[];
}

/** Key of a map with its value; `place` is the key's. */
export interface Entry {
  readonly key: string;
  readonly place: Place;
  readonly node: FileNode;
}

export interface ListNode {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly FileNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
  /** Value as it was written: `1.0` for the number 1. */
  readonly text: string;
  /** References to variables that are not set, if there are any, with the text that holds them. */
  readonly unset?: { readonly references: readonly string[]; readonly written: string };
}

/** True for a value that is left empty. */
export function isNull(node: FileNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** Value of a key; undefined where the key is missing. */
export function child(node: FileNode, key: string): FileNode | undefined {
  return node.kind === 'map' ? node.entries.find(entry => entry.key === key)?.node : undefined;
}

/** Plain value of a node and of all below it. */
export function plainOf(node: FileNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainOf);
  return Object.fromEntries(node.entries.map(entry => [entry.key, plainOf(entry.node)]));
}
