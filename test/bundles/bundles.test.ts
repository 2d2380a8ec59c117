import path from 'node:path';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { runProgram } from '../agent/lifecycle/run-program';
import { drawTraces } from '../e2e/ancestry';
import { NODE_MAJORS, nodeBinary } from '../nodes';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { sliced } from '../slice';
import { BUNDLERS } from './bundlers';

/* Apps that a bundler made into a file: Node's own modules are traced, and packages that cannot be are named. */

jest.setTimeout(120_000);

const entry = path.join(__dirname, '..', 'fixtures', 'bundle', 'server.mjs');
let receiver: TestReceiver;
let folder: string;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  folder = makeTemporaryFolder('bundles');
  for (const { bundle } of BUNDLERS) await bundle(entry, folder);
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(async () => {
  await receiver.close();
  await removeFolder(folder);
});

const TRACE = ['client GET', '  server GET', '    client GET', '      server GET'];

describe.each(BUNDLERS)('$name', ({ output, finds }) => {
  sliced(test).each(NODE_MAJORS)('Node %i', async nodeMajor => {
    const script = path.join(folder, output);
    const bare = await runProgram({ script, nodeMajor, agent: false });
    const run = await runProgram({ script, nodeMajor, env: exporterEnvironment(receiver) });
    expect(bare.stdout).toBe('served 200 function\n');
    expect(run).toMatchObject({ code: bare.code, stdout: bare.stdout, stderr: bare.stderr });
    expect(run.said).toEqual([seemBundled(finds, script)]);
    await receiver.waitUntil(() => receiver.sentBy(run.id).length >= TRACE.length);
    expect(drawTraces(receiver.sentBy(run.id))).toEqual(TRACE);
  });
});

test('a bundle that is loaded late is found, too', async () => {
  const { output, finds } = BUNDLERS[0]!;
  const bundle = path.join(folder, output);
  const run = await runProgram({
    script: 'bundle/late.cjs',
    args: [bundle],
    env: exporterEnvironment(receiver),
  });
  expect(run).toMatchObject({ code: 0, said: [seemBundled(finds, bundle)] });
});

test('an app that is not bundled is told nothing', async () => {
  const run = await runProgram({ script: entry, env: exporterEnvironment(receiver) });
  expect(run).toMatchObject({ code: 0, said: [] });
});

function seemBundled(packages: string, file: string): string {
  return (
    `otel-agent: ${packages} seem to be bundled into ${file}, where they cannot be traced (http and fetch are); ` +
    'build with the plugin of otel-agent/bundler, or mark them as external when bundling'
  );
}
