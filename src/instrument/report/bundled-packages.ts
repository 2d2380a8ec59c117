import { readFileSync, statSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { BUNDLE_MARKS, PATH_MARK } from './bundle-marks';

/** A file of the app that is smaller holds no package worth the search. */
const MIN_BYTES = 30_000;
const MAX_BYTES = 50_000_000;
/** Of an app's own files no more are looked at. */
const MAX_FILES = 100;

/** Parts of a bundle may be loaded when they are first needed, as Next.js does with routes: how long after the first look. */
const LATER_LOOKS_MS = [2_000, 20_000, 200_000];

/**
 * Looks for packages within the files of the app itself, as a bundler leaves them. One step a turn of the event loop,
 * none of which keeps the process alive; an app that is not bundled is asked for the sizes of its files, no more.
 * `found` is told the packages and the files that hold them, where there are any, each
 * package once.
 */
export function findBundledPackages(
  entry: string | undefined,
  known: () => ReadonlySet<string>,
  found: (packages: readonly string[], files: readonly string[]) => void,
): void {
  const seen = new Set<string>();
  const told = new Set<string>();
  const news = () => new Set([...known()].filter(name => !told.has(name)));
  const lookAgain = () =>
    lookAt(newFiles(entry, seen), news(), (packages, files) => {
      for (const name of packages) told.add(name);
      found(packages, files);
    });
  lookAgain();
  for (const delayMs of LATER_LOOKS_MS) setTimeout(lookAgain, delayMs).unref();
}

function newFiles(entry: string | undefined, seen: Set<string>): string[] {
  const files = appFiles(entry).filter(file => !seen.has(file));
  const affordable = files.slice(0, MAX_FILES - seen.size);
  for (const file of affordable) seen.add(file);
  return affordable;
}

function lookAt(
  queue: string[],
  known: ReadonlySet<string>,
  found: (packages: readonly string[], files: readonly string[]) => void,
): void {
  const packages = new Set<string>();
  const bundles: string[] = [];

  function look(): void {
    const file = queue.shift();
    if (file === undefined) {
      if (packages.size > 0) found([...packages].sort(), bundles);
      return;
    }
    const held = packagesIn(file, known);
    if (held.length > 0) bundles.push(file);
    for (const name of held) packages.add(name);
    soon(look);
  }
  soon(look);
}

/** In a turn of its own. An immediate that does not keep the process alive would not wake an idle loop either. */
function soon(run: () => void): void {
  setTimeout(run, 1).unref();
}

/** The entry, what it imports from beside itself, and what has been required that is no package's. */
function appFiles(entry: string | undefined): string[] {
  const cache = Object.keys((Module as unknown as { _cache: object })._cache);
  const own = cache.filter(
    file => !file.includes(`node_modules${path.sep}`) && path.dirname(file) !== __dirname,
  );
  const files = entry === undefined ? own : [entry, ...importsOf(entry), ...own];
  return [...new Set(files)];
}

/** Chunks of an ES module are in no cache that can be asked. */
function importsOf(entry: string): string[] {
  const specifiers = readIfWithin(entry, 0).matchAll(/\b(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g);
  return [...specifiers].map(([, specifier]) => path.resolve(path.dirname(entry), specifier!));
}

function packagesIn(file: string, known: ReadonlySet<string>): string[] {
  const source = readIfWithin(file, MIN_BYTES);
  if (source === '') return [];
  const marked = Object.keys(BUNDLE_MARKS).filter(
    name => known.has(name) && source.includes(BUNDLE_MARKS[name]!),
  );
  const named = source.includes('node_modules/')
    ? [...source.matchAll(PATH_MARK)].map(match => match[1]!)
    : [];
  return [...new Set([...marked, ...named.filter(name => known.has(name))])];
}

function readIfWithin(file: string, minBytes: number): string {
  try {
    const { size } = statSync(file);
    return size >= minBytes && size <= MAX_BYTES ? readFileSync(file, 'latin1') : '';
  } catch {
    return ''; // Not a file: `[eval]`, an archive's.
  }
}
