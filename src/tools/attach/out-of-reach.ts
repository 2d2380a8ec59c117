import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Inspection } from '../inspector/inspect-process';

/** Code of a process that the agent cannot reach any more. */
export interface OutOfReach {
  /** Named bindings of ES modules that hold a function from before. */
  readonly bindings: readonly HeldBinding[];
  /** Worker threads that run: the agent is in the main thread alone. */
  readonly workers: readonly string[];
}

export interface HeldBinding {
  readonly file: string;
  readonly packageName: string;
  readonly names: readonly string[];
}

/** Names of functions that the agent has replaced in a package's `exports`, by package. */
export type Replaced = Readonly<Record<string, readonly string[]>>;

/**
 * Looks for code that the agent cannot reach late. Node copies the exports of a CommonJS package into the bindings of ES modules
 * once: the imports of loaded ES modules are read from their files.
 */
export async function findOutOfReach(inspection: Inspection, replaced: Replaced): Promise<OutOfReach> {
  const packages = Object.keys(replaced);
  const scripts = packages.length === 0 ? [] : await inspection.events('Debugger', 'scriptParsed');
  const files = scripts.flatMap(({ url, isModule }) =>
    isModule === true && typeof url === 'string' && url.startsWith('file:') ? fileURLToPath(url) : [],
  );
  const workers = await inspection.events('NodeWorker', 'attachedToWorker');
  return {
    bindings: [...new Set(files)].flatMap(file => heldIn(file, replaced)),
    workers: workers.map(({ workerInfo }) => workerName(workerInfo as WorkerInfo | undefined)),
  };
}

interface WorkerInfo {
  readonly title?: string;
  readonly url?: string;
}

function workerName({ url = '', title = '' }: WorkerInfo = {}): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url || title || 'unnamed';
}

/** An import with names, or with a default: `import a, { b as c } from 'd'`. */
const IMPORT = /\bimport\s+([^'";()]+?)\s+from\s*(['"])([^'"]+)\2/g;

function heldIn(file: string, replaced: Replaced): HeldBinding[] {
  const held = new Map<string, Set<string>>();
  for (const [, clause = '', , specifier = ''] of sourceOf(file).matchAll(IMPORT)) {
    const packageName = Object.keys(replaced).find(
      name => specifier === name || specifier.startsWith(`${name}/`),
    );
    if (packageName === undefined) continue;
    const names = importedNames(clause).filter(name => replaced[packageName]!.includes(name));
    const known = held.get(packageName) ?? new Set();
    held.set(packageName, known);
    for (const name of names) known.add(name);
  }
  return [...held]
    .filter(([, names]) => names.size > 0)
    .map(([packageName, names]) => ({ file, packageName, names: [...names] }));
}

/** Names on the exporting side. A default import is the `exports` object, which is reached unless it was replaced as a whole. */
function importedNames(clause: string): string[] {
  const [before = '', inBraces] = clause.split(/[{}]/);
  const named = (inBraces ?? '').split(',').map(part => part.trim().split(/\s+as\s+/)[0]!);
  return [...named.filter(name => name !== ''), ...(/^[\w$]/.test(before.trim()) ? ['default'] : [])];
}

function sourceOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // In a file system of its own, or gone.
  }
}
