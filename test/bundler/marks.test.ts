import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installPackages } from '../agent/boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver } from '../agent/lifecycle/receiver';
import { runProgram } from '../agent/lifecycle/run-program';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { BUNDLERS, type Build } from './bundlers';

/* What a mark does to a module and to the bundle around it, with small packages under names of the catalogue. */

jest.setTimeout(120_000);

const LOCAL = BUNDLERS.filter(({ name }) => name === 'esbuild' || name === 'rolldown');

let folder: string;
beforeEach(() => {
  folder = makeTemporaryFolder('marks');
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
});
afterEach(() => removeFolder(folder));

/** Writes files below `node_modules/<name>/` of the app. */
function addPackage(
  name: string,
  manifest: object,
  files: Readonly<Record<string, string>>,
  below = '',
): void {
  const place = path.join(folder, below, 'node_modules', name);
  const all = { 'package.json': JSON.stringify({ name, version: '1.2.3', ...manifest }), ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(place, file)), { recursive: true });
    writeFileSync(path.join(place, file), text);
  }
}

async function bundle(bundler: (typeof BUNDLERS)[number], source: string, build: Partial<Build> = {}) {
  const entry = path.join(folder, 'entry.mjs');
  writeFileSync(entry, source);
  const output = path.join(folder, 'out');
  const said = await bundler.bundle({ entry, folder: output, format: 'esm', ...build });
  const script = path.join(output, build.format === 'cjs' ? 'main.cjs' : 'main.mjs');
  const code = () =>
    readdirSync(output)
      .map(file => readFileSync(path.join(output, file), 'utf8'))
      .join('\n');
  return { script, said, code };
}

/** Prints the marks of a bundle that runs without the agent. */
const PRINT_MARKS = `
  const marks = globalThis[Symbol.for('otel-agent.bundled')] ?? [];
  console.log(marks.map(([name, version]) => name + ' ' + version).join());
`;

const RUN = { agent: false } as const;

describe.each(LOCAL)('$name', bundler => {
  test('an ES module: replaced exports are seen by its importers and by itself, functions, classes and constants', async () => {
    addPackage(
      'graphql',
      { version: '16.0.0', module: 'index.mjs', exports: './index.mjs', sideEffects: false },
      {
        'index.mjs': "export { execute, Source, parse, twice } from './execution/execute.mjs';",
        'execution/execute.mjs': [
          "export function execute() { return 'original'; }",
          'export class Source { name() { return "original"; } }',
          "const parse = () => 'original', other = 1;",
          'export { parse, other as "an other" };',
          'export const twice = () => [execute(), execute()].join();',
        ].join('\n'),
      },
    );
    const { script, said } = await bundle(
      bundler,
      `import { execute, parse, Source, twice } from 'graphql';
       const marks = globalThis[Symbol.for('otel-agent.bundled')];
       const [name, version, exports, set] = marks.find(([name]) => name === 'graphql/execution/execute.js');
       console.log(name, version, Object.keys(exports()).sort().join(), Object.keys(set).sort().join());
       console.log(execute(), parse(), new Source().name(), twice());
       set.execute(() => 'patched'); set.parse(() => 'patched'); set.Source(class { name() { return 'patched'; } });
       console.log(execute(), parse(), new Source().name(), twice(), exports().execute());`,
    );
    expect(said).toBe('');
    expect((await runProgram({ ...RUN, script })).stdout.split('\n')).toEqual([
      'graphql/execution/execute.js 16.0.0 Source,an other,execute,parse,twice Source,an other,execute,parse,twice',
      'original original original original,original',
      'patched patched patched patched,patched patched',
      '',
    ]);
  });

  test('a module that only passes on others is marked, although it has no effects', async () => {
    const exports = { './client': './dist-es/submodules/client/index.js' };
    addPackage(
      '@smithy/core',
      { version: '3.24.0', type: 'module', exports, sideEffects: false },
      {
        'dist-es/submodules/client/index.js':
          "export { Client as default, Client } from './a.js';\nexport * from './b.js';",
        'dist-es/submodules/client/a.js': 'export class Client {}',
        'dist-es/submodules/client/b.js': 'export const constructStack = () => "stack";',
      },
    );
    const { script, said } = await bundle(
      bundler,
      `import { Client } from '@smithy/core/client';
       const [[name, , exports]] = globalThis[Symbol.for('otel-agent.bundled')];
       console.log(name, exports().Client === Client, exports().default === Client, exports().constructStack());`,
    );
    expect(said).toBe('');
    expect((await runProgram({ ...RUN, script })).stdout).toBe(
      '@smithy/core/dist-cjs/submodules/client/index.js true true stack\n',
    );
  });

  test('a module that the app does not use is left out, and what is unused elsewhere as well', async () => {
    addPackage(
      'openai',
      { sideEffects: false, exports: './index.mjs' },
      {
        'index.mjs': "export class OpenAI { constructor() { this.text = 'text of openai'; } }",
      },
    );
    addPackage(
      'not-in-the-catalogue',
      { sideEffects: false, exports: './index.mjs' },
      {
        'index.mjs': "export const used = 'used text';\nexport const unused = () => 'unused text';",
      },
    );
    const source =
      "import { OpenAI } from 'openai';\nimport { used } from 'not-in-the-catalogue';\nconsole.log(used";
    const without = await bundle(bundler, `${source});${PRINT_MARKS}`);
    expect(without.code()).not.toMatch(/text of openai|unused text/);
    expect((await runProgram({ ...RUN, script: without.script })).stdout).toBe('used text\n\n');
    const using = await bundle(bundler, `${source}, new OpenAI().text);${PRINT_MARKS}`);
    expect(using.code()).not.toContain('unused text');
    expect((await runProgram({ ...RUN, script: using.script })).stdout).toBe(
      'used text text of openai\nopenai 1.2.3\n',
    );
  });

  test.each([false, true])(
    'source maps lead to the places in the package, minified: %s',
    async isMinified => {
      addPackage(
        'koa',
        { main: 'lib/application.js' },
        {
          'lib/application.js':
            "'use strict';\n\nmodule.exports = function koa() {\n  throw new Error('thrown');\n};\n",
        },
      );
      const source = "import koa from 'koa';\ntry { koa(); } catch (error) { console.log(error.stack); }";
      const { script } = await bundle(bundler, `${source}${PRINT_MARKS}`, { isMinified, hasSourceMap: true });
      const { stdout } = await runProgram({ ...RUN, script, nodeArgs: ['--enable-source-maps'] });
      expect(stdout).toContain('koa 1.2.3');
      expect(stdout).toMatch(/node_modules[\\/]koa[\\/]lib[\\/]application\.js:4:(9|13)\)/);
    },
  );

  test('a package that is split from the entry is marked when its part is loaded', async () => {
    addPackage('koa', { main: 'index.js' }, { 'index.js': 'module.exports = { is: "koa" };' });
    const { script } = await bundle(
      bundler,
      `${PRINT_MARKS.replaceAll('const marks', 'let marks')}
       await import('koa');
       console.log(globalThis[Symbol.for('otel-agent.bundled')].map(([name]) => name).join());`,
    );
    expect((await runProgram({ ...RUN, script })).stdout).toBe('\nkoa\n');
  });

  test('a wrapper for `import` around the CommonJS main file has no mark of its own', async () => {
    const exports = { import: './esm/index.mjs', require: './index.js' };
    addPackage(
      'pg-pool',
      { exports },
      {
        'index.js': 'module.exports = class Pool {};',
        'esm/index.mjs': "import Pool from '../index.js';\nexport default Pool;",
      },
    );
    const { script } = await bundle(
      bundler,
      `import Pool from 'pg-pool';\nconsole.log(Pool.name);${PRINT_MARKS}`,
    );
    expect((await runProgram({ ...RUN, script })).stdout).toBe('Pool\npg-pool 1.2.3\n');
  });

  test('libraries with channels of their own, and files that nothing patches, have none', async () => {
    addPackage('graphql', { version: '17.0.0', main: 'index.js' }, { 'index.js': 'exports.is = "graphql";' });
    addPackage(
      'pg',
      { main: 'lib/index.js' },
      {
        'lib/index.js': "exports.Client = require('./client');",
        'lib/client.js': "module.exports = require('./utils');",
        'lib/utils.js': 'module.exports = class Client {};',
      },
    );
    const { script } = await bundle(
      bundler,
      `import * as graphql from 'graphql';\nimport { Client } from 'pg';\nconsole.log(Object(graphql).is, Client.name);${PRINT_MARKS}`,
    );
    expect((await runProgram({ ...RUN, script })).stdout).toBe(
      'graphql Client\npg/lib/client.js 1.2.3,pg 1.2.3\n',
    );
  });
});

test('a module that cannot be marked is named, and the bundle is made without the mark', async () => {
  addPackage(
    'koa',
    { exports: './index.mjs' },
    {
      'index.mjs': 'const seal = target => target;\n@seal\nclass Koa {}\nexport default Koa;',
    },
  );
  const [esbuild] = LOCAL;
  const { said, code } = await bundle(
    esbuild!,
    `import Koa from 'koa';\nconsole.log(Koa.name);${PRINT_MARKS}`,
  );
  const file = path.join(folder, 'node_modules', 'koa', 'index.mjs');
  expect(said).toBe(
    `koa 1.2.3 cannot be marked, so that otel-agent will not trace it in this bundle (${file}: Unexpected character '@' (2:0)); ` +
      'leave it out of the bundle: mark koa as external\n',
  );
  expect(code()).toContain('@seal class');
  expect(code()).not.toContain('.push(["koa"');
});

test('copies in several versions are traced each', async () => {
  const receiver = await startGrpcReceiver();
  try {
    const modules = await installPackages({ pg: '8.16.3' });
    cpSync(modules, path.join(folder, 'node_modules'), { recursive: true });
    const own = path.join(__dirname, '..', '..', 'node_modules', 'pg', 'lib', 'index.js');
    const [esbuild] = LOCAL;
    const { script } = await bundle(
      esbuild!,
      `import { Client } from 'pg';
       import other from ${JSON.stringify(own)};
       for (const One of [Client, other.Client]) {
         const client = new One({ host: '127.0.0.1', port: 1 });
         await client.connect().catch(error => console.log(error.code));
       }`,
    );
    const run = await runProgram({
      script,
      env: { ...exporterEnvironment(receiver), OTEL_LOG_LEVEL: 'debug' },
    });
    expect(run).toMatchObject({ code: 0, stdout: 'ECONNREFUSED\nECONNREFUSED\n' });
    const traced = run.said.filter(line => /pg [\d.]+ is traced/.test(line)).sort();
    expect(traced).toEqual([
      'otel-agent: pg 8.16.3 is traced (bundle: pg@8.16.3)',
      'otel-agent: pg 8.23.1 is traced (bundle: pg@8.23.1)',
    ]);
    await receiver.waitUntil(() => receiver.spansOf(run.id).length === 2);
    expect(receiver.spansOf(run.id)).toEqual(['pg.connect', 'pg.connect']);
  } finally {
    await receiver.close();
  }
});

test('a bundle that ran before the agent came is traced as well', async () => {
  addPackage('koa', { main: 'index.js' }, { 'index.js': 'module.exports = class Koa { use() {} };' });
  const [esbuild] = LOCAL;
  const { script } = await bundle(esbuild!, "import Koa from 'koa';\nglobalThis.Koa = Koa;", {
    format: 'cjs',
  });
  const late = path.join(folder, 'late.cjs');
  const agent = path.join(__dirname, '..', '..', 'dist', 'preload.js');
  writeFileSync(late, `require(${JSON.stringify(script)});\nrequire(${JSON.stringify(agent)});`);
  const run = await runProgram({
    agent: false,
    script: late,
    env: {
      OTEL_LOG_LEVEL: 'debug',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
  });
  expect(run.said).toContain('otel-agent: instrumentation koa is loaded');
});
