import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { removeFolder } from '../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../services/process/temporary-folder';
import { compileHook } from './compile';

const FIXTURES = path.join(__dirname, '..', '..', 'fixtures', 'instrument');

const COPIES = `
  console.log(require('watched')());
  console.log(require('./node_modules/watched/node_modules/watched')());
  const { createRequire } = require('node:module');
  const fromWithin = createRequire(require.resolve('./node_modules/watched/lib/inner.js'));
  console.log(fromWithin('../node_modules/watched')());
`;

/** The fixtures' package `watched` exports a function that says "original"; the hook is told to put one in its place. */
describe.each(NODE_MAJORS)('the module hook on Node %i', major => {
  let folder: string;
  let node: string;
  beforeAll(async () => {
    node = await nodeBinary(major);
    folder = makeTemporaryFolder('hook');
    cpSync(FIXTURES, folder, { recursive: true });
    renameSync(path.join(folder, 'packages'), path.join(folder, 'node_modules'));
    const alias = path.join(folder, 'node_modules', 'watched-587764f78a6c7a9c');
    symlinkSync(path.join(folder, 'node_modules', 'watched'), alias, 'junction');
    compileHook(path.join(folder, 'hook'));
  });
  afterAll(() => removeFolder(folder));

  const run = (script: string) =>
    execFileSync(node, ['--require', './hook-watched.js', script], {
      cwd: folder,
      encoding: 'utf8',
      env: {},
      timeout: 20_000,
    })
      .trim()
      .split('\n');

  test('hands on every parameter that Node’s own function has', () => {
    const source = execFileSync(node, ['-p', "String(require('node:module')._load)"], { encoding: 'utf8' });
    const parameters = /^function *\(([^)]*)\)/.exec(source)![1]!.split(',');
    expect(parameters.length).toBeGreaterThanOrEqual(3);
    expect(parameters.length).toBeLessThanOrEqual(4);
  });

  test.each([
    'require.js',
    'require-by-path.js',
    'require-by-folder.js',
    'require-by-alias.js',
    'require-from-within.js',
    'import.mjs',
    'require-then-import.mjs',
    'import-then-require.mjs',
    'import-from-commonjs.js',
  ])('%s gets the patched exports', script => {
    expect(run(script)).toEqual(['patched', 'patched']);
  });

  test.each([
    ['names its main file', {}],
    ['names its exports', { exports: { '.': './index.js', './*': './*' } }],
  ])('H10: a package that has a copy of itself, and %s: both are patched', (_name, fields) => {
    const outer = path.join(folder, 'node_modules', 'watched');
    const inner = path.join(outer, 'node_modules', 'watched');
    const manifest = readFileSync(path.join(outer, 'package.json'), 'utf8');
    try {
      cpSync(path.join(FIXTURES, 'packages', 'watched'), inner, { recursive: true });
      for (const copy of [outer, inner]) {
        const changed = { ...JSON.parse(manifest), ...fields };
        writeFileSync(path.join(copy, 'package.json'), JSON.stringify(changed));
      }
      writeFileSync(path.join(folder, 'copies.js'), COPIES);
      expect(run('copies.js')).toEqual(['patched', 'patched', 'patched']);
    } finally {
      rmSync(path.join(outer, 'node_modules'), { recursive: true });
      writeFileSync(path.join(outer, 'package.json'), manifest);
    }
  });

  test('what leaves the cache is patched when it is loaded anew, and doubles stay as they are', () => {
    expect(run('require-again.js')).toEqual(['patched', 'patched inner', 'patched', 'a double']);
  });

  test('a file within the package is patched, whoever asks for it', () => {
    expect(run('inner.js')).toEqual(['patched inner', 'patched inner']);
  });

  test('a cycle sees what it would, and everyone after it the patched exports', () => {
    expect(run('cycle.js')).toEqual(['half-loaded: object', 'patched']);
  });

  test('a patch that throws leaves the module as it is, and is reported once', () => {
    expect(run('broken.js')).toEqual(['failed broken: no patch', 'original', 'original']);
  });

  test('errors of the app stay what they are', () => {
    expect(run('errors.js')).toEqual(['MODULE_NOT_FOUND', 'thrown at load', 'thrown at load']);
  });

  test('other modules are passed through', () => {
    expect(run('unwatched.js')).toEqual(['original', 'true']);
  });
});
