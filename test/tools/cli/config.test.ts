import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from './run-cli';

const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-config-'));
const file = path.join(folder, 'otel.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

const GOOD = 'file_format: "1.0"\ntracer_provider: {processors: [batch: {exporter: {otlp_grpc: }}]}\n';

test.each<[string, string, number, RegExp]>([
  ['a file in order', GOOD, 0, /otel\.yaml is in order\n$/],
  [
    'one with a mistake',
    `${GOOD}log_levl: info\n`,
    1,
    /^log_levl \(.*otel\.yaml:3:1\) is not a key here \(did you mean log_level\?\); using the rest\n.*has one problem; the rest works\n$/,
  ],
  [
    'one without a provider',
    'file_format: "1.0"\nlog_level: warn\n',
    0,
    /^hint: no traces, metrics or logs are sent: add tracer_provider, .*\n.*otel\.yaml is in order\n$/,
  ],
  [
    'an endpoint without a scheme',
    GOOD.replace('otlp_grpc: ', 'otlp_http: {endpoint: localhost:4318}'),
    1,
    /has no http:\/\/ .*\nhint: .*write http:\/\/localhost:4318\/v1\/traces\n/,
  ],
  [
    'one whose only exporter has no address',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: references to the environment look like this.
    GOOD.replace('otlp_grpc: ', 'otlp_http: {endpoint: "${NOT_SET}/v1/traces"}'),
    1,
    /^tracer_provider.* holds \$\{NOT_SET\}, which is not set: .*; using no exporter here\n.*has one problem; the rest works\n$/,
  ],
  [
    'one that is no YAML: its first mistake',
    'hello: [a\nfoo bar: {\n}}} - x\n\t- y: :\n',
    2,
    /^file \(.*otel\.yaml:2:1\) is no YAML: .*\n.*otel\.yaml cannot be used\n$/,
  ],
])('config validate: %s', async (_name, text, wanted, output) => {
  writeFileSync(file, text);
  const { code, stdout, stderr } = await runCli(['config', 'validate', file]);
  expect([code, stderr]).toEqual([wanted, '']);
  expect(stdout).toMatch(output);
});

test('config validate of a file that is not there', async () => {
  expect(await runCli(['config', 'validate', 'nosuch.yaml'])).toMatchObject({
    code: 2,
    stdout: 'nosuch.yaml is a file that does not exist\nnosuch.yaml cannot be used\n',
  });
});

test('config validate without a file, and with a word that is no verb', async () => {
  expect(await runCli(['config', 'validate'])).toMatchObject({ code: 2, stdout: '' });
  expect(await runCli(['config', 'check', file])).toMatchObject({ code: 2, stdout: '' });
});

test('config migrate says which variables its file needs, and what it could not read', async () => {
  const flags = ['--headers=api-key=hunter2', '--endpoint=http://u:hunter3@h:4318'];
  const env = { OTEL_TRACE_SAMPLER: 'x', OTEL_BSP_SCHEDULE_DELAY: 'abc' };
  const { code, stdout, stderr } = await runCli(['config', 'migrate', ...flags], { env });
  expect([code, stdout.includes('hunter'), stderr.includes('hunter')]).toEqual([0, false, false]);
  expect(stderr.trim().split('\n')).toEqual([
    'otel-agent: OTEL_BSP_SCHEDULE_DELAY=abc (environment) is not a whole number; using 1000 ms',
    'otel-agent: OTEL_TRACE_SAMPLER is not a setting; did you mean OTEL_TRACES_SAMPLER?',
    ...['ENDPOINT', 'HEADERS'].map(part =>
      // biome-ignore lint/suspicious/noTemplateCurlyInString: references to the environment look like this.
      'otel-agent: the file refers to ${OTEL_EXPORTER_OTLP_PART}, which is not set here: set it where the app runs'.replace(
        'PART',
        part,
      ),
    ),
  ]);
  const set = { OTEL_EXPORTER_OTLP_HEADERS: 'a=b' };
  expect(await runCli(['config', 'migrate'], { env: set })).toMatchObject({ code: 0, stderr: '' });
});

test('config migrate writes a file that --print-config reads', async () => {
  const env = { OTEL_SERVICE_NAME: 'shop', OTEL_TRACES_SAMPLER: 'always_off' };
  const { code, stdout } = await runCli(['config', 'migrate', '--endpoint=http://collector:4318'], { env });
  expect(code).toBe(0);
  writeFileSync(file, stdout);
  const read = await runCli(['--print-config', '--json', '--config-file', file], { env: {} });
  expect(read.code).toBe(0);
  const page = JSON.parse(read.stdout);
  expect(page.service).toEqual({ name: 'shop', from: expect.stringMatching(/otel\.yaml:\d+:\d+$/) });
  expect(page.signals.logs.url).toBe('http://collector:4318/v1/logs');
  expect(page.problems).toEqual([]);
});

test('--print-config names the sampler that only a file can say', async () => {
  const sampler = GOOD.replace('processors', 'sampler: {composite/development: {always_on: }}, processors');
  writeFileSync(file, sampler);
  const { stdout } = await runCli(['--print-config', '--config-file', file]);
  expect(stdout).toMatch(/ OTEL_TRACES_SAMPLER +that of tracer_provider\.sampler in .*otel\.yaml\n/);
  expect(stdout).not.toContain('parentbased_always_on');
  const json = await runCli(['--print-config', '--json', '--config-file', file]);
  expect(JSON.parse(json.stdout).settings).toContainEqual(
    expect.objectContaining({ name: 'OTEL_TRACES_SAMPLER', value: null }),
  );
});
