import { readFileSync } from 'node:fs';
import path from 'node:path';

/** File of an installed package. */
export interface PackageFile {
  readonly packageName: string;
  readonly version: string;
  /** The package's folder. */
  readonly folder: string;
  /** Within the package, with `/`: `lib/client.js`. */
  readonly innerPath: string;
}

const WITHIN_PACKAGE = /^(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))[\\/](.+)$/s;

/** Finds the package of a module by the last `node_modules` of its path; undefined if it is of none that can be read. */
export function packageFile(id: string): PackageFile | undefined {
  const [, folder, name, innerPath] = WITHIN_PACKAGE.exec(id) ?? [];
  if (folder === undefined || id.includes('\0') || id.includes('?')) return undefined;
  const version = manifestOf(folder)?.version;
  if (typeof version !== 'string') return undefined;
  return { packageName: withSlashes(name!), version, folder, innerPath: withSlashes(innerPath!) };
}

/** Returns the stems of files that some form of `import '<package>'` or `require` gives, in any bundler. */
export function mainFiles({ folder }: PackageFile): ReadonlySet<string> {
  const known = mains.get(folder);
  if (known !== undefined) return known;
  const { exports, main, module } = manifestOf(folder) ?? {};
  const files = [
    main ?? 'index.js',
    module,
    ...leaves(isObject(exports) ? (exports['.'] ?? exports) : exports),
  ];
  const stems = new Set(files.filter(file => typeof file === 'string').map(stem));
  mains.set(folder, stems);
  return stems;
}

/** Names a file without its extension, and an index file by its folder: `./lib/`, `lib` and `lib/index.mjs` are the same. */
export function stem(innerPath: string): string {
  return path.posix
    .normalize(innerPath)
    .replace(/\.[cm]?js$/, '')
    .replace(/(^|\/)index$/, '')
    .replace(/\/$/, '');
}

/** Files that an entry of `exports` gives to any condition but those for types. */
function leaves(exported: unknown): string[] {
  if (typeof exported === 'string') return [exported];
  if (!isObject(exported)) return [];
  const inner = Object.entries(exported).filter(([condition]) => !/^(?:types|\.\/.*)$/.test(condition));
  return inner.flatMap(([, value]) => leaves(value));
}

interface Manifest {
  readonly version?: unknown;
  readonly main?: unknown;
  readonly module?: unknown;
  readonly exports?: unknown;
}

const manifests = new Map<string, Manifest | undefined>();
const mains = new Map<string, ReadonlySet<string>>();

function manifestOf(folder: string): Manifest | undefined {
  if (!manifests.has(folder)) manifests.set(folder, readManifest(folder));
  return manifests.get(folder);
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function withSlashes(text: string): string {
  return text.replaceAll('\\', '/');
}
