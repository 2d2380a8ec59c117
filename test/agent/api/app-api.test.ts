import { makeAppFolder } from '../../app-folder';
import { drawTraces } from '../../e2e/ancestry';
import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { removeFolder } from '../../services/process/remove-folder';
import { sliced } from '../../slice';
import { installPackages } from '../boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { runProgram } from '../lifecycle/run-program';

jest.setTimeout(60_000);

/** The first, some that are in use, and the newest, which the agent itself is built from. */
const API_VERSIONS = ['1.0.0', '1.4.1', '1.9.1', '1.10.0'];
const folders = new Map<string, string>();
let receiver: TestReceiver;

beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const version of API_VERSIONS) {
    const nodeModules = await installPackages({ '@opentelemetry/api': version });
    folders.set(version, makeAppFolder('api', nodeModules));
  }
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(async () => {
  await receiver.close();
  for (const folder of folders.values()) await removeFolder(folder);
});

const TRACE = [
  'internal job',
  '  client GET',
  '    server GET',
  '      internal work',
  '        client GET',
  '          server GET',
];

const ROWS = API_VERSIONS.flatMap(version =>
  ['manual.js', 'manual.mjs'].flatMap(script =>
    NODE_MAJORS.map(nodeMajor => ({ version, script, nodeMajor })),
  ),
);
sliced(test).each(ROWS)(
  '@opentelemetry/api $version in $script, Node $nodeMajor: spans of the app join the trace',
  async ({ version, script, nodeMajor }) => {
    const cwd = folders.get(version)!;
    const env = exporterEnvironment(receiver);
    const run = await runProgram({ script: `${cwd}/${script}`, nodeMajor, cwd, env });
    expect(run).toMatchObject({ code: 0, stdout: 'done\n', stderr: '', said: [] });
    await receiver.waitUntil(() => receiver.sentBy(run.id).length >= TRACE.length);
    expect(drawTraces(receiver.sentBy(run.id))).toEqual(TRACE);
    const own = receiver.sentBy(run.id).filter(({ scope }) => scope === 'the-app');
    expect(own.map(({ name }) => name)).toEqual(['work', 'job']);
  },
);
