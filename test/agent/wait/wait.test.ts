import path from 'node:path';
import { NODE_MAJORS, type NodeMajor, nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { AGENT, type ProgramOptions, runProgram } from '../lifecycle/run-program';

/* Worker threads, in which the agent starts right before the first thing that needs it. */

jest.setTimeout(60_000);

let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(() => receiver.close());

const WAITING = ['preload.js', 'start-guarded.js', 'guard.js', 'wait.js'];

/** Files of dist/ that are loaded in the worker, and what the way has to tell. */
interface Told {
  readonly before?: readonly string[];
  readonly after: readonly string[];
  readonly [name: string]: unknown;
}

async function runWorker(args: readonly string[], options: Omit<ProgramOptions, 'script'> = {}) {
  const env = { ...exporterEnvironment(receiver), ...options.env };
  const run = await runProgram({ script: 'wait/start.js', args, ...options, env });
  expect(run).toMatchObject({ code: 0, stderr: '', said: [] });
  return { id: run.id, told: JSON.parse(run.stdout) as Told };
}

/** Ways to a span, with its name. */
const TO_SPANS: readonly (readonly [way: string, span: string])[] = [
  ['requires http', 'GET'],
  ['requires http later', 'GET'],
  ['requires http without globals', 'GET'],
  ['requires http by createRequire', 'GET'],
  ['fetches', 'GET'],
  ['uses the API', 'by the API'],
  ['uses a bundled API', 'by the API'],
  ['uses the API when it exits', 'by the API'],
  ['uses the API within a request', 'by the API'],
  ['publishes on a channel', 'graphql.parse'],
];

/** Imports on the way to a span: ES modules, and CommonJS modules that import. */
const IMPORTS_TO_SPANS: readonly (readonly [way: string, script: string, span: string])[] = [
  ['', 'requests.mjs', 'GET'],
  ['', 'imports-late.mjs', 'GET'],
  ['http', 'imports.js', 'GET'],
  ['the API', 'imports.js', 'by the API'],
];

/** Nodes on which no hook sees which ES module is imported: workers start the agent there with the first ES module, or code that mentions `import(`. */
const isBlind = (nodeMajor: NodeMajor) => nodeMajor === 20;

sliced(describe).each(NODE_MAJORS.map(nodeMajor => ({ nodeMajor, isBlind: isBlind(nodeMajor) })))(
  'a worker, Node $nodeMajor',
  ({ nodeMajor }) => {
    test('that only computes never loads the agent', async () => {
      const { told } = await runWorker(['computes'], { nodeMajor });
      expect(told).toEqual({ before: WAITING, after: WAITING });
    });

    test('that only computes, as an ES module', async () => {
      const { told } = await runWorker(['', 'computes.mjs'], { nodeMajor });
      if (isBlind(nodeMajor)) expect(told.after).toContain('agent.js');
      else expect(told.after).toEqual(WAITING);
    });

    test.each(TO_SPANS)('that %s', async (way, span) => {
      const { id, told } = await runWorker([way], { nodeMajor });
      expect(told.before).toEqual(WAITING);
      await receiver.waitUntil(() => receiver.spansOf(id).length >= 1);
      expect(receiver.spansOf(id)).toEqual([span]);
    });

    test.each(IMPORTS_TO_SPANS)('that imports %s in %s', async (way, script, span) => {
      const { id, told } = await runWorker([way, script], { nodeMajor });
      if (!isBlind(nodeMajor) && told.before !== undefined) expect(told.before).toEqual(WAITING);
      await receiver.waitUntil(() => receiver.spansOf(id).length >= 1);
      expect(receiver.spansOf(id)).toEqual([span]);
    });

    test.each(['requires a package', 'requires a package by its path', 'hands over a bundled package'])(
      'that %s',
      async way => {
        const { told } = await runWorker([way], { nodeMajor });
        expect(told.after).toEqual(
          expect.arrayContaining(['agent.js', path.join('instrument', 'lean-express.js')]),
        );
        expect(told.listed ?? 1).toBe(1);
      },
    );

    test.each(['imports-packages.mjs', 'imports-package-first.mjs'])(
      'that imports ES modules of a package: %s',
      async script => {
        const { told } = await runWorker(['', script], { nodeMajor });
        expect(told).toMatchObject({ isThere: true });
        expect(told.after).toEqual(expect.arrayContaining(['es-hooks.js']));
      },
    );

    test('that starts an SDK of its own keeps it', async () => {
      const env = exporterEnvironment(receiver);
      const args = ['starts an SDK of its own'];
      const run = await runProgram({ script: 'wait/start.js', args, nodeMajor, env });
      expect(run.said).toEqual([
        expect.stringMatching(/the app starts OpenTelemetry of its own .*stands down/),
      ]);
      expect(JSON.parse(run.stdout)).toMatchObject({ isSet: true, noted: ['own'] });
      expect(receiver.spansOf(run.id)).toEqual([]);
    });

    test('that lives long', async () => {
      const { told } = await runWorker(['lives long'], { nodeMajor });
      expect(told.before).toEqual(WAITING);
      expect(told.after).toContain('agent.js');
    });

    test('other than the first learns of its process without a diagnostic report', async () => {
      const count = path.join(__dirname, '..', '..', 'fixtures', 'wait', 'count-reports.js');
      const nodeArgs = ['--require', count, '--require', AGENT];
      const env = exporterEnvironment(receiver);
      const run = await runProgram({ script: 'wait/told.js', nodeMajor, agent: false, nodeArgs, env });
      const told = run.stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
      expect(told).toEqual([
        { reports: 1, env: [] },
        { reports: 0, env: [] },
      ]);
      await receiver.waitUntil(() => receiver.spansOf(run.id).length === 2);
      const second = receiver.requests.filter(({ spans }) => spans.includes('thread 2'));
      expect(second.at(-1)!.resource['service.name']).toBe('changed');
    });
  },
);

test.each([
  ['OTEL_CONFIG_FILE', path.join(__dirname, 'none.yaml')],
  ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'fs'],
  ['OTEL_INSTRUMENTATION_NET_ENABLED', 'true'],
  ['OTEL_INSTRUMENTATION_MYSQL2_ENABLED', 'true'],
  ['OTEL_AGENT_LEAN', 'off'],
])('%s starts the agent at once', async (name, value) => {
  const env = { ...exporterEnvironment(receiver), [name]: value };
  const run = await runProgram({ script: 'wait/start.js', args: ['computes'], env });
  expect(JSON.parse(run.stdout).before).toContain('agent.js');
});
