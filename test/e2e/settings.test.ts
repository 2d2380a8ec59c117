import type { CollectedSpan } from '../services/collector/collected';
import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { drawTraces } from './ancestry';
import { explained, runFixture } from './run-fixture';
import { warningsOf } from './run-until-refused';
import { spansOf } from './settled';

describeWith(
  'collector',
  'memcached',
  'postgres',
)('settings', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  async function traced(
    [script, ...args]: readonly [string, ...string[]],
    env: Record<string, string>,
    check: (spans: readonly CollectedSpan[]) => void,
  ) {
    const common = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl, OTEL_METRICS_EXPORTER: 'none' };
    const exitCode = script === 'hello.js' ? 7 : 0;
    const run = await runFixture({ script, args, env: { ...common, ...env }, exitCode });
    await explained(run, async () => check(await spansOf(collector, run)));
  }
  const drawn =
    (...traces: readonly string[]) =>
    (spans: readonly CollectedSpan[]) =>
      expect(drawTraces(spans)).toEqual(traces);

  const ENTRY = ['client GET', '  server GET /memcached/:id'];

  test.each<[string, string, readonly string[]]>([
    ['no middleware', 'off', [...ENTRY, '    internal request handler', '      client memcached set']],
    [
      'middleware',
      'express',
      [
        ...ENTRY,
        '    internal middleware - jsonParser',
        '    internal request handler',
        '      client memcached set',
      ],
    ],
    ["another framework's", 'koa', [...ENTRY, '    internal request handler', '      client memcached set']],
  ])('OTEL_AGENT_MIDDLEWARE_SPANS: %s', (_name, value, traces) =>
    traced(['app.js', 'express', 'memcached'], { OTEL_AGENT_MIDDLEWARE_SPANS: value }, drawn(...traces)),
  );

  test('OTEL_AGENT_MIDDLEWARE_SPANS: all, in Koa', () =>
    traced(
      ['app.mjs', 'koa', 'memcached'],
      { OTEL_AGENT_MIDDLEWARE_SPANS: 'on' },
      drawn(
        ...ENTRY,
        '    internal middleware - timer',
        '      internal router - /memcached/:id',
        '        client memcached set',
      ),
    ));

  test.each<[string, Record<string, string>, readonly string[]]>([
    [
      'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
      { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'express,memcached' },
      ['client GET', '  server GET'],
    ],
    [
      'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
      { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,memcached' },
      ['server GET', '  client memcached set'],
    ],
    [
      'OTEL_INSTRUMENTATION_<NAME>_ENABLED=false',
      { OTEL_INSTRUMENTATION_UNDICI_ENABLED: 'false', OTEL_INSTRUMENTATION_EXPRESS_ENABLED: 'false' },
      ['server GET', '  client memcached set'],
    ],
    [
      'OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED=false',
      {
        OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED: 'false',
        OTEL_INSTRUMENTATION_HTTP_ENABLED: 'true',
      },
      ['server GET'],
    ],
    ['OTEL_SDK_DISABLED', { OTEL_SDK_DISABLED: 'true' }, []],
  ])('%s', (_name, env, traces) => traced(['app.js', 'express', 'memcached'], env, drawn(...traces)));

  test('fs is silent, and speaks with OTEL_INSTRUMENTATION_FS_ENABLED=true', async () => {
    const below = (spans: readonly CollectedSpan[]) => spans.filter(span => span.name === 'fs readFile');
    await traced(['settings/read-file.js'], {}, drawn('client GET', '  server GET'));
    await traced(['settings/read-file.js'], { OTEL_INSTRUMENTATION_FS_ENABLED: 'true' }, spans => {
      const entry = spans.find(({ kind }) => kind === 'server')!;
      expect(below(spans).map(({ parentSpanId }) => parentSpanId)).toEqual([entry.spanId]);
    });
  });

  test('OTEL_AGENT_DB_STATEMENT=raw keeps literals', () =>
    traced(['app.js', 'http', 'pg'], { OTEL_AGENT_DB_STATEMENT: 'raw' }, spans => {
      const texts = spans.map(({ attributes }) => attributes['db.query.text']).filter(Boolean);
      expect(texts).toEqual(["SELECT $1::text AS word FROM pg_class WHERE relname <> 'secret' LIMIT 1"]);
    }));

  test('OTEL_INSTRUMENTATION_HTTP_*_CAPTURE_*_HEADERS record headers', () =>
    traced(
      ['hello.js'],
      {
        OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: 'accept-language',
        OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS: 'keep-alive',
      },
      spans => {
        const [server, client] = ['server', 'client'].map(kind => spans.find(span => span.kind === kind)!);
        expect(server!.attributes['http.request.header.accept-language']).toEqual(['*']);
        expect(client!.attributes['http.response.header.keep-alive']).toEqual(['timeout=5']);
      },
    ));

  test('OTEL_SERVICE_NAME wins over OTEL_RESOURCE_ATTRIBUTES, and those over what is detected', () =>
    traced(
      ['hello.js'],
      {
        OTEL_SERVICE_NAME: 'named',
        OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,service.version=9,deployment.environment.name=a%20b',
      },
      ([span]) =>
        expect(span!.resource).toMatchObject({
          'service.name': 'named',
          'service.version': '9',
          'deployment.environment.name': 'a b',
        }),
    ));
});

describe('a setting that is wrong is named in one line, and the app runs on', () => {
  const QUIET = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };

  test.each<[Record<string, string>, RegExp]>([
    [
      { OTEL_BSP_MAX_QUEUE_SIZE: 'lots' },
      /OTEL_BSP_MAX_QUEUE_SIZE=lots \(environment\).*using as many as fit into OTEL_AGENT_MAX_QUEUE_BYTES/,
    ],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'smoke' }, /OTEL_EXPORTER_OTLP_PROTOCOL=smoke .*using grpc/],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'my-secret' }, /OTEL_EXPORTER_OTLP_HEADERS=\[redacted\] .* no "="/],
    [
      { OTEL_EXPORTER_OTLP_CERTIFICATE: './no.pem' },
      /OTEL_EXPORTER_OTLP_CERTIFICATE=\.\/no\.pem .*not exist/,
    ],
    [{ OTEL_TRACES_SAMPLER: 'sometimes' }, /OTEL_TRACES_SAMPLER=sometimes .*using parentbased_always_on/],
    [{ OTEL_PROPAGATORS: 'pigeon' }, /OTEL_PROPAGATORS=pigeon /],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://a' }, /OTEL_EXPORTER_OTLP_ENDPOINT=ftp:\/\/a .*ftp/],
    [{ OTEL_SERVICE_NAM: 'shop' }, /OTEL_SERVICE_NAM .*did you mean OTEL_SERVICE_NAME\?/],
    [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'expres' }, /"expres".*did you mean express\?/],
    [{ OTEL_INSTRUMENTATION_EXPRES_ENABLED: 'true' }, /did you mean OTEL_INSTRUMENTATION_EXPRESS_ENABLED\?/],
    [{ OTEL_CONFIG_FILE: 'no.yaml' }, /OTEL_CONFIG_FILE=no\.yaml .*not exist; using no telemetry/],
  ])('%j', async (env, line) => {
    const run = await runFixture({ script: 'hello.js', exitCode: 7, env: { ...QUIET, ...env } });
    await explained(run, () => {
      expect(run.stdout).toBe('hi\n');
      expect(warningsOf(run.stderr)).toEqual([expect.stringMatching(line)]);
      expect(run.stderr).not.toContain('my-secret');
    });
  });

  test('OTEL_LOG_LEVEL=none silences the line', async () => {
    const env = { ...QUIET, OTEL_LOG_LEVEL: 'none', OTEL_BSP_MAX_QUEUE_SIZE: 'lots' };
    const run = await runFixture({ script: 'hello.js', exitCode: 7, env });
    await explained(run, () => expect(run).toMatchObject({ stdout: 'hi\n', stderr: '' }));
  });
});
