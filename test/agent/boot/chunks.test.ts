import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { CHUNKS } from '../../../src/agent/boot/chunks';
import {
  CATALOGUE,
  channelsChunkOf,
  chunkOf,
  leanChunkOf,
} from '../../../src/agent/instrument/catalogue/catalogue';

const dist = path.join(__dirname, '..', '..', '..', 'dist');

/** Chunks of the table, and the files of instrumentations. The helper at exit is a program: it is only looked for. */
const LOADED = [
  ...Object.keys(CHUNKS).filter(name => name !== 'exit-helper'),
  ...new Set(
    CATALOGUE.flatMap(row => [
      ...(row.isOwn ? [] : [chunkOf(row)]),
      ...(row.lean === undefined ? [] : [leanChunkOf(row)]),
      ...(row.channels === undefined ? [] : [channelsChunkOf(row)]),
    ]).map(name => `instrument/${name}`),
  ),
];

test('every chunk of the table is a file of dist/', () => {
  const missing = Object.keys(CHUNKS).filter(name => !existsSync(path.join(dist, `${name}.js`)));
  expect(missing).toEqual([]);
});

test('no file of dist/instrument/ is unknown to the catalogue', () => {
  const files = readdirSync(path.join(dist, 'instrument')).map(
    file => `instrument/${file.replace(/\.js$/, '')}`,
  );
  expect(files.filter(file => !LOADED.includes(file))).toEqual([]);
});

test('each chunk can be loaded, in the order of the table and on its own', () => {
  const script = `
    for (const name of ${JSON.stringify(LOADED)}) {
      const exports = require(${JSON.stringify(dist)} + '/' + name + '.js');
      if (Object.keys(exports).length === 0) throw new Error(name + ' exports nothing');
    }
    console.log('loaded');`;
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('loaded\n');
  for (const name of LOADED)
    execFileSync(process.execPath, ['-e', `require(${JSON.stringify(path.join(dist, name))})`]);
});

test.each(['get', 'set', 'value'])(
  'each chunk can be loaded where a library has put `%s` into Object.prototype, which stays as it is',
  key => {
    const script = `
    const { builtinModules } = require('module');
    const { writeSync } = require('fs');
    // Node's own modules cannot all be loaded then.
    for (const name of builtinModules) if (!/^(?:_|node:|sqlite|wasi|trace_events)/.test(name)) require(name);
    const polluted = () => {};
    Object.prototype.${key} = polluted;
    const failed = ${JSON.stringify(LOADED)}.filter(name => {
      try {
        require(${JSON.stringify(dist)} + '/' + name + '.js');
        return false;
      } catch (error) {
        return true;
      }
    });
    writeSync(1, [...failed, Object.keys(Object.prototype), Object.prototype.${key} === polluted].join());`;
    expect(execFileSync(process.execPath, ['--no-warnings', '-e', script], { encoding: 'utf8' })).toBe(
      `${key},true`,
    );
  },
);
