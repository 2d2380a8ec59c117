import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { esbuild } from '../../../bundles/bundlers';
import { comparable } from '../../../e2e/fidelity/comparable';
import { NODE_MAJORS } from '../../../nodes';
import type { CollectedSpan } from '../../../services/collector/collected';
import { removeFolder } from '../../../services/process/remove-folder';
import { sliced } from '../../../slice';
import { installPackage } from '../../boot/guard/install-package';
import { endOf, type ProgramOptions, type ProgramRun, runProgram } from '../../lifecycle/run-program';
import { type TracedRun, tracedRun } from '../lean/traced-run';

const script = 'instrument/channels/redis-ways.cjs';
const folder = mkdtempSync(path.join(tmpdir(), 'channels-redis-'));
afterAll(() => removeFolder(folder));

/** OTEL_AGENT_LEAN=off patches the library as upstream does. */
const patched = (program: ProgramOptions) =>
  tracedRun({ ...program, env: { ...program.env, OTEL_AGENT_LEAN: 'off' } });

sliced(describe).each(NODE_MAJORS)('node-redis by its channels, Node %s', nodeMajor => {
  let run: TracedRun;
  let upstream: TracedRun;
  let bare: readonly string[];
  beforeAll(async () => {
    [run, upstream] = await Promise.all([tracedRun({ script, nodeMajor }), patched({ script, nodeMajor })]);
    bare = (await runProgram({ script, nodeMajor, agent: false })).stderr.trim().split('\n');
  }, 60_000);

  test('has the spans of the patched library, but one for a transaction', () => {
    expect(run.spans.length).toBeGreaterThan(400);
    const expected = withTransactions(upstream.spans);
    expect(comparable(withoutPipeline(run.spans))).toEqual(comparable(withoutPipeline(expected)));
  });

  test('has an error on the command of a pipeline that failed, and on no other', () => {
    const failed = below(run.spans, 'pipeline fails').map(span => [
      span.attributes['db.query.text'],
      span.status.code,
    ]);
    expect(failed).toEqual([
      ['GET a', 'unset'],
      ['GET wrong', 'error'],
    ]);
  });

  test('puts the commands of 100 requests at once below their own', () => {
    for (const { name, spanId } of run.spans.filter(span => span.name.startsWith('request '))) {
      const keys = run.spans
        .filter(({ parentSpanId }) => parentSpanId === spanId)
        .map(({ attributes }) => String(attributes['db.query.text']));
      const i = name.slice('request '.length);
      expect(keys.sort()).toEqual([`GET first ${i}`, `GET value of first ${i}, then ${i}`, `SET ${i} ?`]);
    }
  });

  test('shows the app what bare Node shows', () => {
    expect(run.lines).toEqual(bare);
  });

  test('shows nothing secret', () => {
    expect(textOf(run.spans)).not.toContain('hunter2');
  });
});

/** The patched library has the error on all commands of the pipeline. */
function withoutPipeline(spans: readonly CollectedSpan[]): CollectedSpan[] {
  const left = below(spans, 'pipeline fails');
  return spans.filter(span => !left.includes(span));
}

function below(spans: readonly CollectedSpan[], name: string): CollectedSpan[] {
  const above = spans.find(span => span.name === name)!;
  return spans.filter(({ parentSpanId }) => parentSpanId === above.spanId);
}

function textOf(spans: readonly CollectedSpan[]): string {
  return JSON.stringify(spans, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** Transactions as the channels tell of them: once, with the number of commands. */
function withTransactions(spans: readonly CollectedSpan[]): CollectedSpan[] {
  const isInTransaction = ({ attributes }: CollectedSpan) =>
    String(attributes['db.operation.name']).startsWith('MULTI');
  return spans.flatMap(span => {
    if (!isInTransaction(span)) return [span];
    const all = spans.filter(each => each.parentSpanId === span.parentSpanId);
    if (span !== all[0]) return [];
    const { 'db.query.text': _text, ...attributes } = span.attributes;
    const batch = { 'db.operation.name': 'MULTI', 'db.operation.batch.size': all.length };
    return [{ ...span, name: 'redis-MULTI', attributes: { ...attributes, ...batch } }];
  });
}

test('an older copy beside it is patched, and each command has one span', async () => {
  const old = await installPackage('redis', '4.7.1');
  const { spans } = await tracedRun({
    script,
    args: [path.join(__dirname, '../../../../node_modules/redis'), old],
  });
  for (const name of ['sets', 'sets (1)', 'fails', 'fails (1)']) expect(below(spans, name)).toHaveLength(1);
  const texts = spans.map(({ attributes }) => attributes['db.query.text']);
  expect(texts.filter(text => text === 'SET key ?')).toHaveLength(2);
  expect(textOf(spans)).not.toContain('hunter2');
}, 120_000);

test('a bundled copy gives the same spans, and is not said to be untraced', async () => {
  const bundler = esbuild('redis.cjs', '--minify', '--external:@opentelemetry/api');
  const fixture = path.join(__dirname, '../../../fixtures', script);
  await bundler.bundle(fixture, folder);
  const env = { NODE_PATH: path.join(__dirname, '../../../../node_modules') };
  const bundled = await tracedRun({ script: path.join(folder, bundler.output), env });
  const loaded = await tracedRun({ script });
  expect(comparable(bundled.spans)).toEqual(comparable(loaded.spans));
  expect(bundled.lines).toEqual(loaded.lines);
}, 60_000);

test('the debug log says what is traced by its own channels', async () => {
  const env = { OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'none', OTEL_LOG_LEVEL: 'debug' };
  const { said } = await runProgram({ script, env });
  expect(said).toContainEqual(expect.stringMatching(/ @redis\/client 6\S+ is traced by its own channels \(/));
});

test('a failing command that nobody waits for ends the process as without the agent', async () => {
  const program = { script: 'instrument/channels/redis-unhandled.cjs' };
  const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const bare = await runProgram({ ...program, agent: false });
  const traced = await runProgram({ ...program, env });
  expect(bare.code).toBe(1);
  // Node shows the line that threw for the first promise only, and the channel's is another.
  const stack = ({ stderr }: ProgramRun) => stderr.slice(stderr.indexOf('SimpleError:'));
  expect({ ...endOf(traced), stderr: stack(traced) }).toEqual({ ...endOf(bare), stderr: stack(bare) });
});

test('the library is patched instead for statements as they were sent', async () => {
  const { spans } = await tracedRun({ script, env: { OTEL_AGENT_DB_STATEMENT: 'raw' } });
  expect(below(spans, 'transaction')).toHaveLength(2);
});

test('nothing subscribes where the instrumentation is off', async () => {
  const { spans } = await tracedRun({ script, env: { OTEL_INSTRUMENTATION_REDIS_ENABLED: 'false' } });
  expect(spans.some(({ kind }) => kind === 'client')).toBe(false);
});
