import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { installPackages } from '../agent/boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { AGENT, type ProgramRun, runProgram } from '../agent/lifecycle/run-program';
import { type DrawnSpan, drawTraces } from '../e2e/ancestry';
import { NODE_MAJORS, nodeBinary } from '../nodes';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { sliced } from '../slice';
import { esbuild } from './bundlers';

/* Apps that start an SDK of OpenTelemetry which a bundler has made part of their one file, with a copy of the API. */

jest.setTimeout(120_000);

const SDKS = [
  {
    line: '1.x',
    way: 'register',
    packages: { '@opentelemetry/api': '1.9.1', '@opentelemetry/sdk-trace-node': '1.30.1' },
  },
  {
    line: '2.x',
    way: 'register',
    packages: { '@opentelemetry/api': '1.9.1', '@opentelemetry/sdk-trace-node': '2.12.0' },
  },
  {
    line: '3.x',
    way: 'set-global',
    packages: {
      '@opentelemetry/api': '1.10.0',
      '@opentelemetry/sdk-trace': '3.1.1',
      '@opentelemetry/core': '3.1.1',
      '@opentelemetry/context-async-hooks': '3.1.1',
    },
  },
];
const BUNDLES = [
  { form: 'plain', ...esbuild('plain.cjs') },
  { form: 'minified', ...esbuild('minified.cjs', '--minify') },
  {
    form: 'an ES module',
    ...esbuild(
      'module.mjs',
      '--format=esm',
      '--banner:js=import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
    ),
  },
];
const folders = new Map<string, string>();
let receiver: TestReceiver;

beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const { line, way, packages } of SDKS) {
    const folder = makeTemporaryFolder('own-sdk');
    folders.set(line, folder);
    cpSync(path.join(__dirname, '..', 'fixtures', 'bundle'), folder, { recursive: true });
    symlinkSync(await installPackages(packages), path.join(folder, 'node_modules'), 'junction');
    for (const { bundle } of BUNDLES) await bundle(path.join(folder, 'sdk', `${way}.mjs`), folder);
  }
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(async () => {
  await receiver.close();
  for (const folder of folders.values()) await removeFolder(folder);
});

describe.each(SDKS)('SDK $line', ({ line }) => {
  describe.each(BUNDLES)('$form', ({ output }) => {
    sliced(test).each(NODE_MAJORS)(
      'works as without the agent, which stands down with one line, Node %i',
      async nodeMajor => {
        const script = path.join(folders.get(line)!, output);
        const env = exporterEnvironment(receiver);
        const [bare, traced] = await Promise.all([
          runProgram({ script, nodeMajor, env, agent: false }),
          runProgram({ script, nodeMajor, env }),
        ]);
        expect(traced).toMatchObject({ code: bare.code, stderr: bare.stderr });
        expect(drawn(bare)).toEqual(['internal work', '  internal inner']);
        expect(drawn(traced)).toEqual(drawn(bare));
        expect(traced.said).toEqual([
          `otel-agent: the app starts OpenTelemetry of its own (${script}, from ${script}): ` +
            `the agent in ${path.dirname(AGENT)} stands down; remove one of the two`,
        ]);
        expect(receiver.sentBy(traced.id)).toEqual([]);
      },
    );
  });
});

function drawn({ stdout }: ProgramRun): string[] {
  const lines = stdout.split('\n').filter(Boolean);
  return drawTraces(lines.map(text => JSON.parse(text) as DrawnSpan));
}
