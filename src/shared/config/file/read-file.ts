import type { Found, Into } from './into';
import { reportAt } from './into';
import { type FileNode, isNull } from './nodes';
import { reportMissing, root } from './parts/root';
import { readDocument } from './read-document';

/** Contents of a file; undefined for a text that is no map in YAML or JSON: then only `problems` counts. */
export interface FileReading {
  readonly found: Found;
  readonly isUsable: boolean;
}

interface Reading {
  /** Path of the file, as it was given. */
  readonly file: string;
  readonly text: string;
  readonly env: NodeJS.ProcessEnv;
  readonly instrumentationNames: readonly string[] | undefined;
}

/** Reads the text of a configuration file. Parts that cannot be used are problems, and the rest counts. */
export function readFile({ file, text, env, instrumentationNames }: Reading): FileReading {
  const found = emptyFound(file, instrumentationNames);
  const into: Into = { file, texts: found.texts, found };
  const { root: node, flaws } = readDocument(text, env);
  const used = node === undefined ? NOTHING : 'the rest';
  for (const { key, place, message } of flaws) reportAt(into, key || 'file', place, message, used);
  if (node?.kind !== 'map') {
    if (flaws.length === 0) reportAt(into, 'file', { line: 1, column: 1 }, whyNoMap(node), NOTHING);
    return { found, isUsable: false };
  }
  root.read(node, '', into);
  reportMissing(node, into);
  return { found, isUsable: true };
}

function whyNoMap(node: FileNode | undefined): string {
  if (node === undefined || isNull(node)) return 'has no keys';
  return `is a ${node.kind === 'list' ? 'list' : 'text'}: it has no keys`;
}

/** Stands for a file that says nothing yet. */
export function emptyFound(file: string, instrumentationNames: readonly string[] | undefined): Found {
  return {
    texts: new Map(),
    components: [],
    declared: {
      file,
      ignored: [],
      views: [],
      resource: { typed: {} },
      readers: { pushed: [], scraped: [] },
    },
    problems: [],
    parts: new Map(),
    instrumentationNames,
  };
}

/** Used instead of a file that cannot be read. */
export const NOTHING = 'no telemetry';
