import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TracedRun, tracedRun } from '../agent/instrument/lean/traced-run';
import { runProgram } from '../agent/lifecycle/run-program';
import { esbuild } from '../bundles/bundlers';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { describeWith } from '../services/describe-with';
import { removeFolder } from '../services/process/remove-folder';
import { sliced } from '../slice';
import { comparable } from './fidelity/comparable';

const root = path.join(__dirname, '..', '..');
const fixture = path.join(root, 'test', 'fixtures', 'instrument', 'channels', 'bundled-clients.cjs');
const env = {
  TEST_MARIADB_URL: process.env.TEST_MARIADB_URL,
  TEST_REDIS_URL: process.env.TEST_REDIS_URL,
  NODE_PATH: path.join(root, 'node_modules'),
} as Record<string, string>;

const folder = mkdtempSync(path.join(tmpdir(), 'bundled-clients-'));
afterAll(() => removeFolder(folder));

describeWith('mariadb', 'redis')('clients in a bundle are traced by their own channels', () => {
  const asked = {
    ...env,
    OTEL_INSTRUMENTATION_IOREDIS_ENABLED: 'true',
    OTEL_INSTRUMENTATION_MYSQL2_ENABLED: 'true',
  };
  const bundler = esbuild('clients.cjs', '--minify', '--external:@opentelemetry/api');
  let loaded: TracedRun;
  beforeAll(async () => {
    await bundler.bundle(fixture, folder);
    loaded = await tracedRun({ script: fixture, env });
  }, 120_000);

  sliced(describe).each(NODE_MAJORS)('Node %s', nodeMajor => {
    const program = { script: path.join(folder, bundler.output), nodeMajor, env: asked };
    let run: TracedRun;
    beforeAll(async () => {
      run = await tracedRun(program);
    }, 60_000);

    test('with the spans of the same clients loaded and patched', () => {
      expect(run.spans.length).toBeGreaterThan(1000);
      expect(comparable(run.spans.map(withoutWays))).toEqual(comparable(loaded.spans.map(withoutWays)));
    });

    test('each below its own of 100 requests at once', () => {
      for (const { name, spanId } of run.spans.filter(span =>
        /^(query|ioredis|redis) \d+$/.test(span.name),
      )) {
        const i = name.split(' ')[1]!;
        const texts = run.spans
          .filter(({ parentSpanId }) => parentSpanId === spanId)
          .map(({ attributes }) => attributes['db.query.text']);
        expect(texts.sort()).toEqual(
          name.startsWith('query')
            ? ['SELECT ? AS first', `SELECT ? AS second_${i}`]
            : [`GET first ${i}`, `GET second ${i}`, `GET third ${i}`],
        );
      }
    });

    test('and the app sees what it sees without the agent', async () => {
      const bare = await runProgram({ ...program, agent: false });
      expect(run.lines).toEqual(bare.stderr.trim().split('\n'));
      expect(run.lines.length).toBeGreaterThan(8);
    });
  });

  test('and a copy of ioredis that is loaded beside the bundle, and patched, has one span a command', async () => {
    const args = [path.join(root, 'node_modules', 'ioredis')];
    const { spans } = await tracedRun({ script: path.join(folder, bundler.output), args, env: asked });
    const above = spans.find(({ name }) => name === 'loaded copy')!;
    expect(spans.filter(({ parentSpanId }) => parentSpanId === above.spanId)).toHaveLength(1);
  });

  test('but ioredis and mysql2, whose subscribers keep errors from the app, only where they are asked for', async () => {
    const { spans } = await tracedRun({ script: path.join(folder, bundler.output), env });
    const systems = new Set(spans.map(({ attributes }) => attributes['db.system.name']));
    expect(systems.has('mysql')).toBe(false);
    const ofIoredis = spans.filter(({ scope }) => scope.name.includes('ioredis'));
    expect(ofIoredis).toEqual([]);
    expect(systems.has('redis')).toBe(true);
  });

  test('and nothing says that they are not', async () => {
    const given = { ...asked, OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'none' };
    const script = path.join(folder, bundler.output);
    const { said } = await runProgram({ script, env: { ...given, OTEL_LOG_LEVEL: 'debug' } });
    expect(said.filter(line => line.includes('seem to be bundled'))).toEqual([]);
  });
});

/** Leaves out what a channel does not tell, or tells of more than the patch does. */
function withoutWays(span: CollectedSpan): CollectedSpan {
  const { 'server.port': _port, ...attributes } = span.attributes;
  return { ...span, attributes };
}
