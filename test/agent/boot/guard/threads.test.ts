import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NODE_MAJORS, nodeBinary } from '../../../nodes';
import { AGENT, endOf, runProgram } from '../../lifecycle/run-program';

jest.setTimeout(60_000);

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-threads-'));
  mkdirSync(path.join(folder, 'node_modules', 'a-library'), { recursive: true });
  writeFileSync(
    libraryWorker(),
    `console.log('traced', globalThis[Symbol.for('otel-agent.copy')] !== undefined)`,
  );
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const libraryWorker = () => path.join(folder, 'node_modules', 'a-library', 'worker.js');
const OFF = { OTEL_AGENT_WORKERS: 'off' };

const ROWS: readonly { way: string; said: RegExp; traced?: boolean; env?: Record<string, string> }[] = [
  { way: 'a file', traced: true, said: /worker thread \S+threads\.js is instrumented/ },
  { way: 'a file', traced: false, said: /not instrumented: OTEL_AGENT_WORKERS is off/, env: OFF },
  { way: 'an ES module', traced: true, said: /worker thread \S+thread\.mjs is instrumented/ },
  { way: 'a file with arguments', traced: true, said: /worker thread \S+threads\.js is instrumented/ },
  { way: 'evaluated code', traced: true, said: /worker thread without a script is instrumented/ },
  { way: 'a data: URL', traced: false, said: /not instrumented: a worker made from a data: URL serves/ },
  { way: 'a library', traced: false, said: /not instrumented: this worker serves a-library/ },
  { way: 'pino', said: /not instrumented: this worker writes the logs of pino/ },
  { way: 'a loader', said: /not instrumented: a loader thread serves Node itself/ },
];

describe.each(NODE_MAJORS)('Node %i', nodeMajor => {
  test.each(ROWS)('$way: $said', async ({ way, said, traced, env }) => {
    const run = await runProgram({
      script: 'guard/threads.js',
      args: [way],
      nodeMajor,
      env: { ...QUIET, ...env, LIBRARY_WORKER: libraryWorker() },
    });
    expect(run.code).toBe(0);
    if (traced !== undefined) expect(run.stdout).toBe(`traced ${traced}\n`);
    expect(run.said).toContainEqual(expect.stringMatching(said));
  });

  test.each(['a file', 'evaluated code'])('%s, with warnings of what will be deprecated', async way => {
    const program = { script: 'guard/threads.js', args: [way], nodeMajor } as const;
    const strict = { ...program, nodeArgs: ['--pending-deprecation', '--throw-deprecation'] };
    const run = await runProgram({ ...strict, env: { ...QUIET, LIBRARY_WORKER: libraryWorker() } });
    expect(endOf(run)).toEqual({ code: 0, signal: null, stdout: 'traced true\n', stderr: '' });
  });

  test('under --import', async () => {
    const program = { script: 'guard/threads.js', args: ['a file'], nodeMajor, agent: false } as const;
    const run = await runProgram({ ...program, nodeArgs: ['--import', AGENT], env: QUIET });
    expect(run.stdout).toBe('traced true\n');
  });
});

const QUIET = {
  OTEL_LOG_LEVEL: 'debug',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};
