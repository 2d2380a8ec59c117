// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment look like this.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeReceivers, httpReceiver, type Received } from '../export/receivers';
import { runProgram } from '../lifecycle/run-program';

interface Otlp {
  readonly resourceSpans: {
    readonly schemaUrl?: string;
    readonly resource: { readonly attributes: { readonly key: string; readonly value: object }[] };
    readonly scopeSpans: { readonly spans: { readonly name: string; readonly traceState?: string }[] }[];
  }[];
}

const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-config-'));
const received: Received[] = [];
let origin: string;
beforeAll(async () => {
  origin = await httpReceiver((request, response) => {
    received.push(request);
    response.setHeader('content-type', 'application/json').end('{}');
  });
});
beforeEach(() => {
  received.length = 0;
});
afterAll(() => {
  closeReceivers();
  rmSync(folder, { recursive: true });
});

let files = 0;
function run(lines: readonly string[], env: Record<string, string> = {}, script = 'many-spans.js') {
  const file = path.join(folder, `${++files}.yaml`);
  writeFileSync(file, ['file_format: "1.1"', ...lines].join('\n'));
  return runProgram({
    script: path.join('lifecycle', script),
    args: ['3', 'exit'],
    env: { OTEL_CONFIG_FILE: file, ORIGIN: origin, OTEL_AGENT_CODE_CACHE: 'off', ...env },
  });
}

const requestsTo = (url: string) => received.filter(request => request.url === url);
const spansIn = (requests: readonly Received[]) =>
  requests.flatMap(({ body }) =>
    (JSON.parse(body.toString()) as Otlp).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  );

const toOrigin = (url: string) => `otlp_http: {endpoint: "\${ORIGIN}${url}", encoding: json}`;

test('several processors get every span, and the resource is that of the file', async () => {
  const { said, code } = await run(
    [
      'resource:',
      '  attributes: [{name: service.name, value: shop}, {name: replicas, value: 3, type: int}]',
      '  attributes_list: ${OTEL_RESOURCE_ATTRIBUTES}',
      '  schema_url: https://example.com/schema',
      'tracer_provider:',
      '  processors:',
      `    - batch: {exporter: {${toOrigin('/one')}}}`,
      `    - batch: {exporter: {${toOrigin('/two')}}}`,
      `    - simple: {exporter: {${toOrigin('/simple')}}}`,
      '    - batch: {exporter: {carrier_pigeon: }}',
    ],
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_SERVICE_NAME: 'of-the-environment' },
  );
  expect(code).toBe(0);
  expect(said).toEqual([expect.stringContaining('carrier_pigeon')]);
  const names = spansIn(requestsTo('/one')).map(({ name }) => name);
  expect(names).toHaveLength(3);
  expect(spansIn(requestsTo('/two')).map(({ name }) => name)).toEqual(names);
  expect(spansIn(requestsTo('/simple')).map(({ name }) => name)).toEqual(names);
  const [{ resource, schemaUrl }] = (JSON.parse(requestsTo('/one')[0]!.body.toString()) as Otlp)
    .resourceSpans as [Otlp['resourceSpans'][0]];
  expect(schemaUrl).toBe('https://example.com/schema');
  const attributes = Object.fromEntries(resource.attributes.map(({ key, value }) => [key, value]));
  expect(attributes).toMatchObject({
    'service.name': { stringValue: 'shop' },
    replicas: { intValue: '3' },
    'test.run': { stringValue: expect.any(String) },
  });
  expect(Object.keys(attributes).filter(name => /^(process|host|os)\./.test(name))).toEqual([]);
});

test('a file without a provider sends nothing', async () => {
  const { code, said } = await run(['log_level: info'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: origin,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  expect([code, said, received]).toEqual([0, [], []]);
});

test('`disabled` turns the agent off', async () => {
  const { code } = await run([
    'disabled: true',
    'tracer_provider:',
    `  processors: [batch: {exporter: {${toOrigin('/one')}}}]`,
  ]);
  expect([code, received]).toEqual([0, []]);
});

test('a file that cannot be read lets the app run, and says that nothing is sent', async () => {
  const { code, said } = await run([], { OTEL_CONFIG_FILE: '/does/not/exist.yaml' });
  expect(code).toBe(0);
  expect(said).toEqual([
    'otel-agent: OTEL_CONFIG_FILE=/does/not/exist.yaml (environment) is a file that does not exist; using no telemetry',
  ]);
});

test('a composite sampler writes its threshold', async () => {
  await run([
    'tracer_provider:',
    `  processors: [batch: {exporter: {${toOrigin('/one')}}}]`,
    '  sampler: {composite/development: {parent_threshold: {root: {probability: {ratio: 1}}}}}',
  ]);
  const spans = spansIn(requestsTo('/one'));
  expect(spans).toHaveLength(3);
  expect(spans.map(({ traceState }) => traceState)).toEqual(spans.map(() => 'ot=th:0'));
});
