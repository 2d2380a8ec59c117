import { runProgram } from '../lifecycle/run-program';

interface Scope {
  readonly logRecords: readonly {
    readonly body: { readonly stringValue: string };
    readonly traceId?: string;
  }[];
}

test('a log record without a context of its own belongs to the active span', async () => {
  const { stdout } = await runProgram({
    script: 'logs/contexts.js',
    env: {
      OTEL_LOGS_EXPORTER: 'otlp/stdout',
      OTEL_TRACES_EXPORTER: 'otlp/stdout',
      OTEL_METRICS_EXPORTER: 'none',
    },
  });
  const lines = stdout.trim().split('\n');
  const traceId = lines.find(line => /^[0-9a-f]{32}$/.test(line));
  const [resource] = JSON.parse(lines.find(line => line.startsWith('{"resourceLogs"'))!).resourceLogs;
  const records = (resource.scopeLogs as Scope[]).flatMap(({ logRecords }) => logRecords);
  expect(records.map(record => [record.body.stringValue, record.traceId])).toEqual([
    ['without', traceId],
    ['undefined', traceId],
    ['given', traceId],
  ]);
});
