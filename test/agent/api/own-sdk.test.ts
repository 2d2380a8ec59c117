import { realpathSync } from 'node:fs';
import path from 'node:path';

import { makeAppFolder } from '../../app-folder';
import { type DrawnSpan, drawTraces } from '../../e2e/ancestry';
import { NODE_MAJORS, type NodeMajor, nodeBinary } from '../../nodes';
import { removeFolder } from '../../services/process/remove-folder';
import { sliced } from '../../slice';
import { installPackages } from '../boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { AGENT, type ProgramRun, runProgram } from '../lifecycle/run-program';

jest.setTimeout(60_000);

/** The lines of the SDK, with the ways that each has to be started. */
const SDKS = [
  {
    line: 'the first 1.x',
    ways: ['register'],
    packages: {
      '@opentelemetry/api': '1.0.4',
      '@opentelemetry/sdk-trace-node': '1.0.1',
      '@opentelemetry/instrumentation': '0.27.0',
      '@opentelemetry/instrumentation-http': '0.27.0',
    },
  },
  {
    line: '1.x',
    ways: ['NodeSDK', 'register'],
    packages: {
      '@opentelemetry/api': '1.9.1',
      '@opentelemetry/sdk-node': '0.57.2',
      '@opentelemetry/sdk-trace-node': '1.30.1',
      '@opentelemetry/instrumentation': '0.57.2',
      '@opentelemetry/instrumentation-http': '0.57.2',
    },
  },
  {
    line: '2.x',
    ways: ['NodeSDK', 'register'],
    packages: {
      '@opentelemetry/api': '1.9.1',
      '@opentelemetry/sdk-node': '0.223.0',
      '@opentelemetry/sdk-trace-node': '2.12.0',
      '@opentelemetry/instrumentation': '0.223.0',
      '@opentelemetry/instrumentation-http': '0.223.0',
    },
  },
  {
    line: '3.x',
    ways: ['NodeSDK', 'setGlobalTracerProvider'],
    packages: {
      '@opentelemetry/api': '1.10.0',
      '@opentelemetry/sdk-node': '0.301.0',
      '@opentelemetry/sdk-trace': '3.1.1',
      '@opentelemetry/core': '3.1.1',
      '@opentelemetry/context-async-hooks': '3.1.1',
      '@opentelemetry/instrumentation': '0.301.1',
      '@opentelemetry/instrumentation-http': '0.301.0',
    },
  },
];
const folders = new Map<string, string>();
let receiver: TestReceiver;

beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const { line, packages } of SDKS) {
    folders.set(line, makeAppFolder('api', await installPackages(packages)));
  }
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 600_000);
afterAll(async () => {
  await receiver.close();
  for (const folder of folders.values()) await removeFolder(folder);
});

const TRACE = ['client GET', '  server GET', '    internal work /after'];

sliced(describe, 'line', 'ways', 'packages').each(SDKS)('SDK $line', ({ line, ways }) => {
  describe.each(ways)('%s', way => {
    const runs = (nodeMajor: NodeMajor, script: string, args: string[]) => {
      const program = { script: path.join(folders.get(line)!, script), args, nodeMajor };
      const env = exporterEnvironment(receiver);
      return Promise.all([runProgram({ ...program, env, agent: false }), runProgram({ ...program, env })]);
    };

    sliced(test).each(
      ['own-sdk.js', 'own-sdk.mjs'].flatMap(script => NODE_MAJORS.map(major => [script, major] as const)),
    )(
      'in %s, Node %i: works as without the agent, which stands down with one line',
      async (script, nodeMajor) => {
        const [bare, traced] = await runs(nodeMajor, script, [way, 'at once']);
        expect(traced).toMatchObject({ code: 0, stderr: bare.stderr });
        expect(drawn(traced)).toEqual(drawn(bare));
        // Not all of them see an ES module's import of http.
        if (script.endsWith('.js')) expect(drawn(traced)).toEqual(TRACE);
        expect(drawn(traced).join()).toContain('internal work /after');
        expect(traced.said).toEqual([standsDown(line)]);
        expect(receiver.sentBy(traced.id)).toEqual([]);
      },
    );

    sliced(test).each(NODE_MAJORS)(
      'after a request: each span once, by whom it began with, Node %i',
      async nodeMajor => {
        const [bare, traced] = await runs(nodeMajor, 'own-sdk.js', [way, 'after a request']);
        expect(traced).toMatchObject({ code: 0, stderr: bare.stderr });
        expect(drawn(traced)).toEqual(drawn(bare));
        expect(drawn(traced)).toEqual(TRACE);
        expect(traced.said).toEqual([standsDown(line)]);
        await receiver.waitUntil(() => receiver.sentBy(traced.id).length >= 3);
        expect(drawTraces(receiver.sentBy(traced.id))).toEqual(
          TRACE.map(name => name.replace('after', 'before')),
        );
      },
    );
  });
});

describe.each(SDKS)('SDK $line', ({ line, ways }) => {
  test.each(ways)('%s preloaded before the agent, which does not even start', async way => {
    const folder = folders.get(line)!;
    const run = await runProgram({
      script: path.join(folder, 'own-sdk.js'),
      args: [way, 'by a preload'],
      agent: false,
      nodeArgs: ['--require', path.join(folder, 'preload-sdk.js'), '--require', AGENT],
      env: { ...exporterEnvironment(receiver), TEST_WAY: way },
    });
    expect(drawn(run)).toEqual(TRACE);
    const modules = realpathSync(path.join(folder, 'node_modules'));
    expect(run.said).toEqual([
      expect.stringMatching(
        `^otel-agent: OpenTelemetry \\(@opentelemetry/sdk-\\S+ \\S+ in ${modules}\\S+\\) traces this process already: ` +
          `the agent in ${path.dirname(AGENT)} stands down; remove one of the two$`,
      ),
    ]);
    expect(receiver.sentBy(run.id)).toEqual([]);
  });
});

test.each(SDKS.filter(({ ways }) => ways.includes('NodeSDK')))(
  'nothing of the agent is left when it has stood down for SDK $line',
  async ({ line }) => {
    const program = { script: path.join(folders.get(line)!, 'what-is-left.js') };
    const env = exporterEnvironment(receiver);
    const bare = await runProgram({ ...program, env, agent: false });
    const traced = await runProgram({ ...program, env });
    expect(traced).toMatchObject({ code: 0, stdout: bare.stdout, stderr: bare.stderr });
    expect(traced.said).toHaveLength(1);
  },
);

/** Draws the traces that the app's own SDK has recorded. */
function drawn({ stdout }: ProgramRun): string[] {
  const lines = stdout.split('\n').filter(Boolean);
  return drawTraces(lines.map(text => JSON.parse(text) as DrawnSpan));
}

function standsDown(line: string): unknown {
  const folder = folders.get(line)!;
  const modules = realpathSync(path.join(folder, 'node_modules'));
  const sdk = String.raw`@opentelemetry/sdk-[\w-]+ \d+\.\d+\.\d+ in ${modules}\S+`;
  const caller = `${folder}/start-sdk.js`;
  return expect.stringMatching(
    new RegExp(
      `^otel-agent: the app starts OpenTelemetry of its own \\((${sdk}|${caller}), from ${caller}\\): ` +
        `the agent in ${path.dirname(AGENT)} stands down; remove one of the two$`,
    ),
  );
}
