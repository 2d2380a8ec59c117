import {
  type Alias,
  type Document,
  isCollection,
  isMap,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import { ManifestError } from './manifest-error';
import { textIn } from './text/collections';
import { isNothing, startOf } from './text/lines';
import { pathOf } from './text/path-of';

/** A file of Kubernetes objects, in YAML or JSON. */
export interface ManifestFile {
  /** Name for errors. */
  readonly name: string;
  readonly text: string;
  readonly manifests: readonly Manifest[];
}

/** Document of the file. */
export interface Manifest {
  readonly root: YAMLMap;
  readonly document: Document;
  /** File and document for errors: `app.yaml: document 2`. */
  readonly place: string;
  /** True if it has aliases: a change in one place would change another. */
  readonly hasAliases: boolean;
}

/** Reads Kubernetes objects; empty documents are passed over. Throws a ManifestError with file, document and line. */
export function readManifests(text: string, name: string): ManifestFile {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    keepSourceTokens: true,
    prettyErrors: false,
    merge: true,
  });
  const placeOf = (index: number) => `${name}: document ${index + 1}`;
  const refuse = (index: number) => (offset: number, reason: string) => {
    // An error at the end is reported for the last line that is not blank.
    const { line } = lines.linePos(Math.max(Math.min(offset, text.trimEnd().length - 1), 0));
    const hint = text.includes('{{') ? '; a template has to be rendered first, as by helm template' : '';
    throw new ManifestError(`${placeOf(index)}, line ${Math.max(line, 1)}: ${reason}${hint}`);
  };
  const manifests = [...documents].flatMap(
    (document, index) => readManifest(document, placeOf(index), refuse(index)) ?? [],
  );
  return { name, text, manifests };
}

function readManifest(
  document: Document,
  place: string,
  refuse: (offset: number, reason: string) => void,
): Manifest | undefined {
  const error = document.errors[0];
  if (error !== undefined) refuse(error.pos[0], `neither YAML nor JSON: ${error.message}`);
  const root = document.contents;
  if (isNothing(root)) return undefined;
  const offset = root!.range![0];
  if (!isMap(root)) return void refuse(offset, 'no Kubernetes object: a mapping was expected');
  visit(root, {
    Pair: (_, { key }) =>
      isCollection(key) ? refuse(startOf(key as Node), 'a key must be a text') : undefined,
    Alias: (_, alias, ancestors) =>
      holdsItself(alias, document, ancestors)
        ? refuse(
            startOf(alias),
            `${pathOf(document, alias)} is an alias within its own anchor &${alias.source}, a value without end: write out what is meant instead of *${alias.source}`,
          )
        : undefined,
  });
  for (const key of ['apiVersion', 'kind'])
    if (!textIn(root, key)) refuse(offset, `no Kubernetes object: it has no ${key}`);
  return { root, document, place, hasAliases: hasAliases(document) };
}

/** Anchors stand before their aliases: a circle needs an alias below its own anchor. */
function holdsItself(alias: Alias, document: Document, ancestors: readonly unknown[]): boolean {
  const isAnchored = (node: unknown) => isCollection(node) && node.anchor === alias.source;
  // An anchor may be given anew further in.
  return ancestors.some(isAnchored) && ancestors.includes(alias.resolve(document));
}

function hasAliases(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias() {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}
