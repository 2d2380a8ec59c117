import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folder (or file) of src/ -> what it may import of src/ beside itself. Whatever is not named here may import anything but the commands. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  guard: [],
  config: [],
  otlp: [],
  pipeline: ['otlp'],
  receiver: ['otlp'],
  ui: ['receiver'],
  resource: ['chunks'],
  sampling: [],
  tracing: [],
  propagation: ['chunks'],
  instrument: ['chunks', 'config', 'metrics', 'tracing'],
  api: ['chunks'],
  inject: [],
};

const root = path.join(__dirname, '..', 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(file => /\.tsx?$/.test(file));

/** The imports of a file within src/, as paths from there. */
function importsOf(file: string): string[] {
  const source = readFileSync(path.join(root, file), 'utf8');
  const specifiers = [...source.matchAll(/(?:from|import\(|require\()\s*'(\.[^']*)'/g)].map(
    match => match[1]!,
  );
  return specifiers
    .map(specifier => path.join(path.dirname(file), specifier))
    .filter(target => !target.startsWith('..'));
}

const placeOf = (file: string) => file.split(path.sep)[0]!.replace(/\.tsx?$/, '');

test.each(Object.entries(MAY_IMPORT))('%s imports of src/ only: %p', (place, allowed) => {
  const strangers = files
    .filter(file => placeOf(file) === place)
    .flatMap(file => importsOf(file).map(target => `${file} -> ${target}`))
    .filter(arrow => ![place, ...allowed].includes(placeOf(arrow.split(' -> ')[1]!)));
  expect(strangers).toEqual([]);
});

test('the web viewer takes only types from the receiver: its code runs in the browser', () => {
  const taken = files
    .filter(file => placeOf(file) === 'ui')
    .flatMap(file => readFileSync(path.join(root, file), 'utf8').match(/^import .*receiver\/.*$/gm) ?? []);
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.filter(line => !line.startsWith('import type '))).toEqual([]);
});

test('nothing but the command line imports commands', () => {
  const arrows = files
    .filter(file => placeOf(file) !== 'cli')
    .flatMap(file =>
      importsOf(file)
        .filter(target => placeOf(target) === 'cli')
        .map(target => `${file} -> ${target}`),
    );
  expect(arrows).toEqual([]);
});

test('the guard and what runs with it before the agent import built-ins only', () => {
  const early = files.filter(
    file => placeOf(file) === 'guard' || ['preload.ts', 'start-guarded.ts', 'code-cache.ts'].includes(file),
  );
  const packages = early.flatMap(file => {
    const source = readFileSync(path.join(root, file), 'utf8').replace(/import type [^;]*;/g, '');
    return [...source.matchAll(/(?:from|require\()\s*'([^.'][^']*)'/g)].map(match => match[1]!);
  });
  const { builtinModules } = require('node:module') as typeof import('node:module');
  expect(packages.filter(name => !builtinModules.includes(name))).toEqual([]);
});

test('only config and guard read the environment', () => {
  const readers = files.filter(file => /process\.env\b/.test(readFileSync(path.join(root, file), 'utf8')));
  expect(readers.filter(file => !['config', 'guard'].includes(placeOf(file)))).toEqual([]);
});
