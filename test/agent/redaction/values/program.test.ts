import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProgram } from '../../lifecycle/run-program';

const CLI = path.join(__dirname, '..', '..', '..', '..', 'bin', 'otel-agent.js');
const STDOUT = {
  OTEL_TRACES_EXPORTER: 'otlp/stdout',
  OTEL_METRICS_EXPORTER: 'otlp/stdout',
  OTEL_LOGS_EXPORTER: 'otlp/stdout',
};

/** Runs test/fixtures/redaction/telemetry.js, and returns its telemetry by signal, and what else it printed. */
async function run(env: Readonly<Record<string, string>>) {
  const { code, rawStderr, stdout, said } = await runProgram({
    script: 'redaction/telemetry.js',
    env: { ...STDOUT, OTEL_AGENT_BANNER: 'off', ...env },
  });
  if (code !== 0) throw new Error(rawStderr);
  const lines = stdout.split('\n').filter(line => line !== '');
  const of = (field: string) => lines.filter(line => line.startsWith(`{"${field}"`)).join('\n');
  return {
    spans: of('resourceSpans'),
    logs: of('resourceLogs'),
    metrics: of('resourceMetrics'),
    printed: lines.filter(line => !line.startsWith('{')),
    said,
  };
}

test('by default, values of secret keys are hidden in each signal, and nothing else is', async () => {
  const { spans, logs, metrics, printed } = await run({});
  for (const signal of [spans, logs, metrics]) {
    expect(signal).toContain('"key":"password","value":{"stringValue":"REDACTED"}');
    expect(signal).not.toContain('hunter2');
    expect(signal).toContain('card 4111 1111 1111 1111');
  }
  expect(spans.match(/"password"/g)).toHaveLength(3); // Span, event and link.
  expect(logs).toContain('{"key":"cookie","value":{"stringValue":"REDACTED"}}');
  expect(logs).toContain('{"key":"token","value":{"stringValue":"REDACTED"}}');
  expect(printed[0]).toContain('4111');
});

test('by rules, in names, attributes, events, links, messages, bodies, metrics, resource and baggage', async () => {
  const { spans, logs, metrics, printed } = await run({
    OTEL_AGENT_REDACT: 'credit-card,key:plain=drop',
    OTEL_RESOURCE_ATTRIBUTES: 'contact=card 4111-1111-1111-1111',
  });
  for (const signal of [spans, logs, metrics, ...printed]) {
    expect(signal).toContain('REDACTED');
    expect(signal).not.toContain('4111');
    expect(signal).not.toContain('plain');
    expect(signal).not.toContain('hunter2');
  }
  for (const text of ['pay with', 'event', 'refused', 'card']) expect(spans).toContain(`"${text} REDACTED"`);
  expect(logs).toContain('"paid REDACTED"');
});

test('off shows everything', async () => {
  const { spans } = await run({ OTEL_AGENT_REDACT: 'off' });
  expect(spans).toContain('hunter2');
});

test('own regular expressions, and a bad one is named', async () => {
  const { spans, said } = await run({
    OTEL_AGENT_REDACT: '[{"regex":"h[a-z]+r\\\\d"},{"regex":"(?=x)"},"-password"]',
  });
  expect(spans).toContain('"key":"password","value":{"stringValue":"REDACTED"}');
  expect(said).toEqual([
    expect.stringMatching(
      /^otel-agent: OTEL_AGENT_REDACT=.* \(environment\) has rule 2, regex \(line 1:\d+\), which is not usable: .*; using authorization; cookie; .*\/h\[a-z\]\+r\\d\//,
    ),
  ]);
});

test('otel-agent redact-test shows what would become of OTLP lines', () => {
  const line = JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeSpans: [
          {
            scope: { name: 'a@b.example' },
            spans: [
              {
                name: 'mail to a@b.example',
                attributes: [
                  { key: 'password', value: { stringValue: 'hunter2' } },
                  { key: 'size', value: { intValue: '7' } },
                ],
              },
            ],
          },
        ],
      },
    ],
  });
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'otel-agent-redact-')), 'lines.jsonl');
  writeFileSync(file, `${line}\nno json\n`);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [CLI, 'redact-test', file, '--redact', 'email'],
    { encoding: 'utf8' },
  );
  expect(JSON.parse(stdout)).toEqual(
    JSON.parse(line.replace('mail to a@b.example', 'mail to REDACTED').replace('hunter2', 'REDACTED')),
  );
  expect(stderr).toMatch(/^otel-agent redact-test: line 2 is not OTLP JSON: /);
  expect(status).toBe(1);
});
