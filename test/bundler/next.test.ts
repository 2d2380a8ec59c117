import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from '../agent/lifecycle/run-program';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';

/* The wrapper of a Next.js configuration, asked as Next.js asks it: from the app's folder, with a phase. */

let folder: string;
beforeAll(() => {
  folder = makeTemporaryFolder('next-config');
  write('node_modules/pg/package.json', '{ "name": "pg" }');
  write('node_modules/ioredis/package.json', '{ "name": "ioredis" }');
  write('node_modules/left-pad/package.json', '{ "name": "left-pad" }');
  write('app/page.jsx', 'export default () => null;');
  write('app/edge/route.ts', "export const runtime = 'edge';");
  write('middleware.js', 'export const middleware = () => {};');
  write('src/pages/old.jsx', "export const config = { runtime: 'experimental-edge' };");
});
afterAll(() => removeFolder(folder));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

const WRAPPER = path.join(__dirname, '..', '..', 'dist', 'bundler.js');

/** Prints the configuration that becomes of a given one, twice asked for. */
async function wrap(config: string, phase: string) {
  const code = `
    const wrapped = require(${JSON.stringify(WRAPPER)}).withOtelAgent(${config});
    (async () => {
      await wrapped('${phase}', {});
      console.log(JSON.stringify(await wrapped('${phase}', { defaultConfig: {} })));
    })();`;
  const run = await runProgram({ agent: false, script: '', nodeArgs: ['--eval', code], cwd: folder });
  return { config: JSON.parse(run.stdout), said: run.said };
}

const BUILD = 'phase-production-build';

test('installed libraries of the catalogue stay outside, and a standalone output gets the agent', async () => {
  const { config } = await wrap("{ output: 'standalone', serverExternalPackages: ['sharp'] }", BUILD);
  expect(config).toEqual({
    output: 'standalone',
    serverExternalPackages: ['sharp', 'ioredis', 'pg'],
    outputFileTracingIncludes: {
      '/**': [
        expect.stringMatching(/^\.\/.*\/package\.json$/),
        expect.stringMatching(/^\.\/.*\/dist\/\*\*\/\*$/),
      ],
    },
  });
});

test('a function is asked with its phase; what it transpiles stays inside, and what it includes stays included', async () => {
  const given = `async phase => ({
    env: { phase }, transpilePackages: ['pg'], outputFileTracingIncludes: { '/**': ['./a.txt'], '/b': ['./b.txt'] },
  })`;
  const { config, said } = await wrap(given, 'phase-production-server');
  expect(config).toMatchObject({
    env: { phase: 'phase-production-server' },
    serverExternalPackages: ['ioredis'],
    transpilePackages: ['pg'],
  });
  expect(config.outputFileTracingIncludes['/**'][0]).toBe('./a.txt');
  expect(config.outputFileTracingIncludes['/b']).toEqual(['./b.txt']);
  expect(said).toEqual([]);
});

test('a build names once what runs in the edge runtime', async () => {
  const { said } = await wrap('', BUILD);
  expect(said).toEqual([
    'otel-agent: middleware.js, app/edge/route.ts, src/pages/old.jsx run in the edge runtime, where no agent is loaded: spans of ' +
      "their own are missing; runtime: 'nodejs' has them traced",
  ]);
});
