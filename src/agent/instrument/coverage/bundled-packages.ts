import { readFileSync, statSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { BUNDLE_MARKS, PATH_MARK } from './bundle-marks';

/** Minimum size: a smaller file of the app holds no package worth the search. */
const MIN_BYTES = 30_000;
const MAX_BYTES = 50_000_000;
/** Maximum number of files to look at. */
const MAX_FILES = 100;

/** Times of later looks, after the first: parts of a bundle may load when first needed, as Next.js does with routes. */
const LATER_LOOKS_MS = [2_000, 20_000, 200_000];

export interface BundleSearch {
  /** Called at each look, for what else is looked for then. */
  readonly look: () => void;
  /** Packages to look for. */
  readonly known: () => ReadonlySet<string>;
  /** Packages whose tracing channels are heard, with the name of one. */
  readonly channels: ReadonlyMap<string, string>;
  /** Gets each package once, with the files that hold it. */
  readonly found: (packages: readonly string[], files: readonly string[]) => void;
  /** Gets packages that tell their work by channels, so that they are traced in a bundle too. */
  readonly heard: (packages: readonly string[]) => void;
}

/**
 * Looks for packages within the app's own files, as a bundler leaves them, one step a turn of the event loop. No step keeps
 * the process alive. An app that is not bundled costs only the sizes of its files. Returns what ends the looks.
 */
export function findBundledPackages(
  entry: string | undefined,
  { look, known, channels, found, heard }: BundleSearch,
): () => void {
  const seen = new Set<string>();
  const told = new Set<string>();
  const news = () => new Set([...known()].filter(name => !told.has(name)));
  const lookAgain = () => {
    look();
    lookAt(newFiles(entry, seen), { known: news(), channels }, (packages, files, published) => {
      for (const name of [...packages, ...published]) told.add(name);
      if (packages.length > 0) found(packages, files);
      if (published.length > 0) heard(published);
    });
  };
  lookAgain();
  const timers = LATER_LOOKS_MS.map(delayMs => setTimeout(lookAgain, delayMs).unref());
  return () => timers.forEach(clearTimeout);
}

function newFiles(entry: string | undefined, seen: Set<string>): string[] {
  const files = appFiles(entry).filter(file => !seen.has(file));
  const affordable = files.slice(0, MAX_FILES - seen.size);
  for (const file of affordable) seen.add(file);
  return affordable;
}

interface Wanted {
  readonly known: ReadonlySet<string>;
  readonly channels: ReadonlyMap<string, string>;
}

function lookAt(
  queue: string[],
  wanted: Wanted,
  found: (packages: readonly string[], files: readonly string[], published: readonly string[]) => void,
): void {
  const packages = new Set<string>();
  const published = new Set<string>();
  const bundles: string[] = [];

  function look(): void {
    const file = queue.shift();
    if (file === undefined) {
      found([...packages].sort(), bundles, [...published].sort());
      return;
    }
    const held = packagesIn(file, wanted);
    if (held.silent.length > 0) bundles.push(file);
    for (const name of held.silent) packages.add(name);
    for (const name of held.published) published.add(name);
    soon(look);
  }
  soon(look);
}

/** Runs a step in a turn of its own, by a timer: an unref'd immediate would not wake an idle loop. */
function soon(run: () => void): void {
  setTimeout(run, 1).unref();
}

/** The entry, its imports from the same folder, and required files of no package. */
function appFiles(entry: string | undefined): string[] {
  const cache = Object.keys((Module as unknown as { _cache: object })._cache);
  const own = cache.filter(
    file => !file.includes(`node_modules${path.sep}`) && path.dirname(file) !== __dirname,
  );
  const files = entry === undefined ? own : [entry, ...importsOf(entry), ...own];
  return [...new Set(files)];
}

/** Finds chunks of an ES module by its imports: no readable cache lists them. */
function importsOf(entry: string): string[] {
  const specifiers = readIfWithin(entry, 0).matchAll(/\b(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g);
  return [...specifiers].map(([, specifier]) => path.resolve(path.dirname(entry), specifier!));
}

/** Packages in a file, those apart that publish channels there. */
export function packagesIn(
  file: string,
  { known, channels }: Wanted,
): Record<'silent' | 'published', string[]> {
  const source = readIfWithin(file, MIN_BYTES);
  if (source === '') return { silent: [], published: [] };
  const marked = Object.keys(BUNDLE_MARKS).filter(
    name => known.has(name) && source.includes(BUNDLE_MARKS[name]!),
  );
  const named = source.includes('node_modules/')
    ? [...source.matchAll(PATH_MARK)].map(match => match[1]!)
    : [];
  const all = [...new Set([...marked, ...named.filter(name => known.has(name))])];
  const publishes = (name: string) => channels.has(name) && source.includes(channels.get(name)!);
  return { silent: all.filter(name => !publishes(name)), published: all.filter(publishes) };
}

function readIfWithin(file: string, minBytes: number): string {
  try {
    const { size } = statSync(file);
    return size >= minBytes && size <= MAX_BYTES ? readFileSync(file, 'latin1') : '';
  } catch {
    return ''; // Not a file: `[eval]`, an archive's.
  }
}
