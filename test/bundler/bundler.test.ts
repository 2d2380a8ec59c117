import path from 'node:path';
import {
  exporterEnvironment,
  type SentSpan,
  startGrpcReceiver,
  type TestReceiver,
} from '../agent/lifecycle/receiver';
import { endOf, type ProgramOptions, type ProgramRun, runProgram } from '../agent/lifecycle/run-program';
import { drawTraces } from '../e2e/ancestry';
import { describeWith } from '../services/describe-with';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { type RunningService, startService } from '../services/start-service';
import { sliced } from '../slice';
import { BUNDLERS } from './bundlers';

/* A service made into a bundle with the plugin, by each bundler: it answers as before, and is traced as without bundling. */

jest.setTimeout(180_000);

const ENTRY = path.join(__dirname, '..', 'fixtures', 'bundler', 'shop.mjs');

describeWith('postgres', 'redis')('a bundled service', () => {
  let postgres: RunningService;
  let redis: RunningService;
  let receiver: TestReceiver;
  let folder: string;
  let unbundled: readonly string[];
  let answers: string;
  beforeAll(async () => {
    [postgres, redis, receiver] = await Promise.all([
      startService('postgres'),
      startService('redis'),
      startGrpcReceiver(),
    ]);
    folder = makeTemporaryFolder('bundler');
    const bare = await run(ENTRY, { agent: false });
    answers = bare.stdout;
    unbundled = (await traced(ENTRY)).traces;
  });
  afterAll(async () => {
    await postgres?.stop();
    await redis?.stop();
    await receiver?.close();
    await removeFolder(folder);
  });

  test('without bundling, the libraries have spans', () => {
    expect(TRACED.filter(name => !unbundled.some(line => line.includes(name)))).toEqual([]);
  });

  describe.each(BUNDLERS)('by $name', ({ name, bundle }) => {
    // Format and minification do not touch each other: each value of either is tried, not all pairs.
    sliced(test, 'output').each([
      { output: { format: 'cjs', isMinified: true } },
      { output: { format: 'esm', isMinified: false } },
    ] as const)('$output', async ({ output: { format, isMinified } }) => {
      const place = path.join(folder, `${name}-${format}-${isMinified}`);
      expect(await bundle({ entry: ENTRY, folder: place, format, isMinified })).toBe('');
      const script = path.join(place, format === 'esm' ? 'main.mjs' : 'main.cjs');
      const bare = await run(script, { agent: false });
      expect(endOf(bare)).toEqual({ code: 0, signal: null, stdout: answers, stderr: '' });
      const { program, traces } = await traced(script);
      expect(withoutIds(program)).toEqual(endOf(bare));
      expect(program.stdout).toMatch(/"trace_id":"[0-9a-f]{32}"/);
      expect(program.said).toEqual([]);
      expect(traces).toEqual(unbundled);
    });
  });

  function run(script: string, options: Partial<ProgramOptions>) {
    const env = { ...options.env, DATABASE_URL: postgres.url, REDIS_URL: redis.url };
    return runProgram({ ...options, script, env });
  }

  async function traced(script: string) {
    const program = await run(script, { env: exporterEnvironment(receiver) });
    return { program, traces: drawTraces(receiver.sentBy(program.id), describeSpan) };
  }
});

/** Leaves out the ids that pino's lines get from the agent. */
function withoutIds(program: ProgramRun) {
  const { stdout, ...end } = endOf(program);
  return { ...end, stdout: stdout.replace(/"(?:trace_id|span_id|trace_flags)":"\w+",/g, '') };
}

const TRACED = ['express', 'pg.query:SELECT', 'pg.connect', 'ioredis', 'query'];

function describeSpan({ kind, name, scope, attributes }: SentSpan): string {
  const { 'db.query.text': text, 'http.route': route } = attributes;
  return [kind, name, scope.replace(/^.*instrumentation-/, ''), text, route].filter(Boolean).join(' | ');
}
