import { nobody } from '../export/receivers';
import type { ScriptedReceiver } from '../export/scripted-receivers';
import { environment } from '../export/spool/deliver';
import { idsOf, startSpanReceiver, timesAccepted } from '../export/spool/receiver';
import { makeSpoolFolder } from '../export/spool/spool-folder';
import { runProgram } from '../lifecycle/run-program';

/* OTEL_NODE_EXPERIMENTAL_SDK_METRICS: the books of queue and disk, as they are exported. */

jest.setTimeout(60_000);

interface Point {
  readonly asInt: number;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}
interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly Point[]; readonly isMonotonic: boolean };
}

const LEFT_BEFORE = 300;
const ENDED = 6000;

test('all that has ended is exported, waits in memory or waits on disk, at each export', async () => {
  const folder = makeSpoolFolder();
  const origin = await nobody();
  const env = environment(folder, origin);
  const before = await runProgram({ script: 'spool/spans.js', args: [String(LEFT_BEFORE), 'exit'], env });
  const seen: ReturnType<typeof booksOf>[] = [];
  let receiver: ScriptedReceiver | undefined;
  let hasEnded = false;
  const run = await runProgram({
    script: 'spool/spans.js',
    args: [String(ENDED), 'stay'],
    env: {
      ...env,
      OTEL_AGENT_MAX_QUEUE_BYTES: '100KiB',
      OTEL_METRICS_EXPORTER: 'otlp/stdout',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
      OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true',
    },
    async onLine(line, child) {
      hasEnded ||= line === 'ended';
      // The first exports come before the process is 2 s old, and its queues are measured.
      if (!hasEnded || !line.includes('otel.sdk.processor.span.processed')) return;
      const books = booksOf(line);
      seen.push(books);
      if (receiver === undefined && books.written > 0)
        receiver = await startSpanReceiver('grpc', Number(new URL(origin).port));
      if (books.exported === ENDED + LEFT_BEFORE) child.stdin!.write('exit\n');
    },
  });
  receiver?.close();
  folder.remove();
  const away = seen.findLast(({ exported }) => exported === 0)!;
  const last = seen.at(-1)!;
  for (const { claimed, processed, queued, inflight, waiting } of seen)
    expect(processed + queued + inflight + waiting).toBe(ENDED + claimed);
  expect(away.waiting).toBeGreaterThan(0);
  expect(last.claimed).toBe(LEFT_BEFORE);
  expect(last).toMatchObject({
    exported: ENDED + LEFT_BEFORE,
    failed: 0,
    queued: 0,
    inflight: 0,
    waiting: 0,
  });
  expect(last.delivered).toBe(last.written + last.claimed);
  expect(last.name).toEqual(['otlp_grpc_span_exporter/0', 'batching_span_processor/0']);
  expect(timesAccepted(receiver!, [...idsOf(before.id, LEFT_BEFORE), ...idsOf(run.id, ENDED)])).toEqual({
    1: ENDED + LEFT_BEFORE,
  });
});

/** Reads the books of the spans' queue from an export. */
function booksOf(line: string) {
  const scopes = JSON.parse(line).resourceMetrics[0].scopeMetrics as { metrics: Metric[] }[];
  const all = scopes.flatMap(({ metrics }) => metrics);
  const points = (name: string) => all.find(one => one.name === name)?.sum?.dataPoints ?? [];
  const attribute = ({ attributes }: Point, name: string) =>
    attributes.find(({ key }) => key === name)?.value.stringValue;
  const total = (name: string, isOk?: boolean) =>
    points(name)
      .filter(point => attribute(point, 'otel.component.type') !== 'console_metric_exporter')
      .filter(point => isOk === undefined || (attribute(point, 'error.type') === undefined) === isOk)
      .reduce((sum, { asInt }) => sum + asInt, 0);
  const exported = 'otel.sdk.exporter.span.exported';
  const processed = 'otel.sdk.processor.span.processed';
  return {
    exported: total(exported, true),
    failed: total(exported, false),
    processed: total(processed),
    queued: total('otel.sdk.processor.span.queue.size'),
    inflight: total('otel.sdk.exporter.span.inflight'),
    written: total('otel_agent.spool.written'),
    claimed: total('otel_agent.spool.claimed'),
    delivered: total('otel_agent.spool.delivered'),
    waiting: total('otel_agent.spool.waiting'),
    name: [exported, processed].map(metric => attribute(points(metric)[0]!, 'otel.component.name')),
  };
}
