import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { CHUNKS } from '../src/agent/boot/chunks';

/**
 * Every room of src/ -> the other rooms that it may import. A room is a folder, or a single file beside rooms. The test
 * is closed: a room that is not named here fails.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'shared/config': [
    'shared/decode-text.ts',
    'shared/text-encoding.ts',
    'shared/given-text.ts',
    'shared/glob.ts',
    'shared/nearest.ts',
    'shared/otlp',
    'shared/profile',
    'shared/rules',
    'shared/urls',
  ],
  'shared/bundled-module.ts': [],
  'shared/decode-text.ts': ['shared/text-encoding.ts'],
  'shared/text-encoding.ts': [],
  'shared/given-text.ts': [],
  'shared/as-text.ts': [],
  'shared/glob.ts': ['shared/given-text.ts'],
  'shared/nearest.ts': [],
  'shared/read-plain-file.ts': [],
  'shared/otlp': [],
  'shared/profile': [],
  'shared/rules': ['shared/nearest.ts'],
  'shared/log': ['shared/urls'],
  'shared/urls': [],

  'agent/boot': [
    'agent/print-config.ts',
    'agent/start.ts',
    'agent/wait',
    'shared/given-text.ts',
    'shared/glob.ts',
  ],
  'agent/wait': ['agent/boot', 'agent/instrument', 'agent/start.ts', 'shared/bundled-module.ts'],
  'agent/start.ts': ['agent/agent.ts', 'agent/boot', 'agent/export', 'agent/upstream'],
  'agent/agent.ts': ['agent/steps', 'agent/wait'],
  'agent/attach': [
    'agent/agent.ts',
    'agent/announce.ts',
    'agent/boot',
    'agent/instrument',
    'agent/start.ts',
    'agent/upstream',
    'shared/bundled-module.ts',
  ],
  'agent/steps': [
    'agent/announce.ts',
    'agent/api',
    'agent/boot',
    'agent/declared',
    'agent/export',
    'agent/instrument',
    'agent/lifecycle',
    'agent/load-rules.ts',
    'agent/metrics',
    'agent/profile',
    'agent/propagation',
    'agent/redaction',
    'agent/remote',
    'agent/resource',
    'agent/print-config.ts',
    'agent/sampling',
    'agent/self-report',
    'agent/stand-down',
    'agent/tracing',
    'agent/upstream',
    'agent/wait',
    'shared/config',
    'shared/log',
    'shared/rules',
    'shared/urls',
  ],
  'agent/declared': [
    'agent/boot',
    'agent/redaction',
    'agent/resource',
    'agent/sampling',
    'shared/config',
    'shared/log',
    'shared/rules',
  ],
  'agent/remote': [
    'agent/boot',
    'agent/declared',
    'agent/export',
    'agent/print-config.ts',
    'shared/config',
    'shared/log',
    'shared/otlp',
    'shared/urls',
  ],
  'agent/announce.ts': [
    'agent/boot',
    'agent/export',
    'agent/instrument',
    'agent/stand-down',
    'shared/config',
    'shared/log',
    'shared/urls',
  ],
  'agent/stand-down': [
    'agent/boot',
    'agent/export',
    'agent/instrument',
    'agent/lifecycle',
    'agent/metrics',
    'agent/upstream',
  ],
  'agent/self-report': [
    'agent/boot',
    'agent/export',
    'agent/instrument',
    'agent/metrics',
    'agent/sampling',
    'agent/upstream',
    'shared/config',
    'shared/log',
  ],
  'agent/print-config.ts': [
    'agent/self-report',
    'agent/boot',
    'agent/instrument',
    'agent/load-rules.ts',
    'agent/redaction',
    'agent/resource',
    'shared/config',
    'shared/rules',
  ],
  'agent/api': [
    'agent/boot',
    'agent/tracing',
    'agent/upstream',
    'shared/as-text.ts',
    'shared/log',
    'shared/read-plain-file.ts',
  ],
  'agent/memory': ['agent/boot'],
  'agent/export': [
    'agent/boot',
    'agent/memory',
    'shared/as-text.ts',
    'shared/log',
    'shared/otlp',
    'shared/profile',
  ],
  'agent/instrument': [
    'agent/boot',
    'agent/lifecycle',
    'agent/memory',
    'agent/metrics',
    'agent/profile',
    'agent/redaction',
    'agent/sampling',
    'agent/self-report',
    'agent/tracing',
    'agent/upstream',
    'shared/bundled-module.ts',
    'shared/config',
    'shared/log',
    'shared/read-plain-file.ts',
    'shared/urls',
  ],
  'agent/lifecycle': ['agent/boot', 'agent/export', 'shared/log'],
  'agent/metrics': ['agent/boot', 'agent/export', 'agent/memory', 'shared/config', 'shared/log'],
  'agent/profile': [
    'agent/boot',
    'agent/export',
    'shared/config',
    'shared/log',
    'shared/otlp',
    'shared/profile',
  ],
  'agent/propagation': ['agent/boot'],
  'agent/redaction': [
    'agent/boot',
    'agent/export',
    'agent/memory',
    'agent/rules.ts',
    'shared/glob.ts',
    'shared/rules',
    'shared/urls',
  ],
  'agent/resource': ['agent/boot', 'shared/read-plain-file.ts'],
  'agent/rules.ts': [
    'agent/boot',
    'agent/redaction',
    'agent/sampling',
    'agent/shaping',
    'shared/config',
    'shared/rules',
  ],
  'agent/load-rules.ts': ['agent/boot', 'agent/rules.ts', 'shared/config'],
  'agent/sampling': ['agent/export', 'shared/glob.ts', 'shared/rules'],
  'agent/shaping': [
    'agent/export',
    'agent/sampling',
    'shared/config',
    'shared/glob.ts',
    'shared/log',
    'shared/rules',
  ],
  'agent/tracing': ['shared/as-text.ts', 'shared/log'],
  'agent/upstream': [
    'agent/boot',
    'agent/lifecycle',
    'agent/metrics',
    'agent/redaction',
    'shared/log',
    'shared/read-plain-file.ts',
  ],

  'viewer/receiver': ['shared/otlp', 'shared/profile', 'shared/text-encoding.ts'],
  'viewer/ui': ['viewer/receiver'],

  'tools/cli': [
    'agent/boot',
    'agent/print-config.ts',
    'shared/config',
    'shared/decode-text.ts',
    'shared/nearest.ts',
    'shared/profile',
    'tools/ask',
    'tools/attach',
    'tools/demo',
    'tools/doctor',
    'tools/inspector',
    'tools/inject',
    'tools/inspector',
    'tools/mcp',
    'viewer/receiver',
  ],
  'tools/ask': ['viewer/receiver'],
  'tools/mcp': ['tools/ask', 'viewer/receiver'],
  'tools/demo': ['tools/mcp', 'viewer/receiver'],
  'tools/doctor': [
    'agent/boot',
    'agent/export',
    'agent/instrument',
    'agent/memory',
    'agent/print-config.ts',
    'agent/remote',
    'agent/sampling',
    'agent/self-report',
    'agent/upstream',
    'shared/config',
    'shared/otlp',
    'tools/inspector',
  ],
  'tools/inject': ['shared/decode-text.ts'],
  'tools/attach': ['agent/attach', 'tools/inspector'],
  'tools/inspector': [],

  'bundler/bundler.ts': [
    'bundler/marking-loader.ts',
    'bundler/marking-plugin.ts',
    'bundler/next',
    'bundler/types',
  ],
  'bundler/marking-loader.ts': ['bundler/mark'],
  'bundler/marking-plugin.ts': ['bundler/mark'],
  'bundler/mark': ['shared/bundled-module.ts'],
  'bundler/next': ['bundler/mark', 'bundler/types'],
  'bundler/types': [],
};

/** Files of the guard's chunk: they run before it is known whether the agent does. */
const BEFORE_THE_AGENT = [
  'preload.ts',
  'start-guarded.ts',
  'code-cache.ts',
  'kept-code.ts',
  'own-folder.ts',
].map(name => `agent/boot/${name}`);

const root = path.join(__dirname, '..', 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.tsx?$/.test(file))
  .map(file => file.split(path.sep).join('/'));
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** `agent/boot` for `agent/boot/guard/guard.ts`, `agent/agent.ts` for itself. */
const roomOf = (file: string) => file.split('/').slice(0, 2).join('/');

/** The imports of a file within src/, as paths from there. */
function importsOf(file: string): string[] {
  const specifiers = [...textOf(file).matchAll(/(?:from|import\(|require\()\s*'(\.[^']*)'/g)].map(
    match => match[1]!,
  );
  return specifiers
    .map(specifier => path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, ''))
    .filter(target => !target.startsWith('..'))
    .map(target =>
      ['', '.ts', '.tsx', '/index.ts'].map(end => target + end).find(name => files.includes(name)),
    )
    .filter(target => target !== undefined);
}

test('every room of src/ is named', () => {
  expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(ROOMS).sort());
});

test.each(Object.entries(ROOMS))('%s imports of other rooms only: %p', (room, allowed) => {
  const strangers = files
    .filter(file => roomOf(file) === room)
    .flatMap(file => importsOf(file).map(target => [file, target] as const))
    .filter(([, target]) => ![room, ...allowed].includes(roomOf(target)))
    .map(([file, target]) => `${file} -> ${target}`);
  expect(strangers).toEqual([]);
});

test('no files import each other in a circle', () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' -> '));
    if (done.has(file) || way.includes(file)) return;
    for (const target of importsOf(file)) walk(target, [...way, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  expect(circles).toEqual([]);
});

test('each chunk is loaded with the types of its source', () => {
  const loads = files.flatMap(file =>
    [...textOf(file).matchAll(/loadChunk<typeof import\('([^']+)'\)>\(\s*'([\w-]+)'/g)].map(match => ({
      name: match[2] as keyof typeof CHUNKS,
      source: path.posix.join(path.posix.dirname(file), `${match[1]}.ts`),
    })),
  );
  expect(loads.length).toBeGreaterThan(5);
  for (const { name, source } of loads)
    expect({ name, sources: CHUNKS[name] }).toEqual({ name, sources: expect.arrayContaining([source]) });
});

test('CONTRIBUTING tells where every room is, and of no place that is not there', () => {
  const contributing = readFileSync(path.join(root, '..', 'CONTRIBUTING.md'), 'utf8');
  const section = contributing.slice(
    contributing.indexOf('## Where things are'),
    contributing.indexOf('## Recipes'),
  );
  const places = [...section.matchAll(/`(src\/[^`]+?)\/?`/g)].map(match => match[1]!);
  expect(places.filter(place => !existsSync(path.join(root, '..', place)))).toEqual([]);
  const folders = Object.keys(ROOMS).filter(room => !/\.ts$/.test(room));
  expect(folders.filter(room => !places.includes(`src/${room}`))).toEqual([]);
  const mentioned = [...contributing.matchAll(/`((?:src|test|scripts|docs|bench)\/[\w./-]*?)\/?`/g)].map(
    match => match[1]!,
  );
  expect(mentioned.filter(place => !existsSync(path.join(root, '..', place)))).toEqual([]);
});

test('no folder of src/ holds more than 15 written files side by side', () => {
  const counts = new Map<string, number>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && !entry.name.includes('.generated.'))
      counts.set(entry.parentPath, (counts.get(entry.parentPath) ?? 0) + 1);
  const crowded = [...counts].filter(([, count]) => count > 15);
  expect(crowded).toEqual([]);
});

test('the web viewer takes only types from the receiver: its code runs in the browser', () => {
  const taken = files
    .filter(file => roomOf(file) === 'viewer/ui')
    .flatMap(file => textOf(file).match(/^import .*receiver\/.*$/gm) ?? []);
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.filter(line => !line.startsWith('import type '))).toEqual([]);
});

test('the guard and what runs with it before the agent import built-ins only', () => {
  const early = files.filter(file => file.startsWith('agent/boot/guard/') || BEFORE_THE_AGENT.includes(file));
  const packages = early.flatMap(file => {
    const source = textOf(file).replace(/import type [^;]*;/g, '');
    return [...source.matchAll(/(?:from|require\()\s*'([^.'][^']*)'/g)].map(match => match[1]!);
  });
  expect(early.length).toBeGreaterThan(BEFORE_THE_AGENT.length);
  expect(packages.filter(name => !builtinModules.includes(name))).toEqual([]);
});

test('only the configuration and the guard read the environment', () => {
  const readers = files.filter(file => /process\.env\b/.test(textOf(file)));
  const allowed = ['shared/config/', 'agent/boot/guard/'];
  expect(readers.filter(file => !allowed.some(folder => file.startsWith(folder)))).toEqual([]);
});

test("the agent's own code says what went wrong by the one log, not by upstream's diagnostics", () => {
  const speakers = files.filter(file => /\bdiag\.(error|warn|info|debug|verbose)\(/.test(textOf(file)));
  expect(speakers).toEqual([]);
});
