import type { SettingName } from '../../../src/shared/config';
import { problemsOf, resolveEnv } from './resolve-env';

const PEM = '-----BEGIN CERTIFICATE-----\nxyz\n-----END CERTIFICATE-----\n';
const files = { '/ca.pem': PEM, '/forbidden.pem': 'forbidden', '/ca.der': '\u0030\u0082' };

describe('a text becomes a value', () => {
  const rows: [SettingName, string, unknown][] = [
    ['OTEL_SDK_DISABLED', 'TRUE', true],
    ['OTEL_SDK_DISABLED', 'false', false],
    ['OTEL_AGENT_BANNER', 'off', false],
    ['OTEL_AGENT_BANNER', 'True', true],
    ['OTEL_AGENT_REPORT', 'STDERR', true],
    ['OTEL_AGENT_REPORT', 'report.json', 'report.json'],
    ['OTEL_LOG_LEVEL', 'DEBUG', 'debug'],
    ['OTEL_LOG_LEVEL', 'warning', 'warn'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', ' 4096 ', 4096],
    ['OTEL_AGENT_EXIT_TIMEOUT', '0', 0],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '0', 2_147_483_647],
    ['OTEL_AGENT_MAX_QUEUE_BYTES', '16777216', 16_777_216],
    ['OTEL_AGENT_MAX_QUEUE_BYTES', '8 MiB', 8_388_608],
    ['OTEL_AGENT_MAX_QUEUE_BYTES', '512kib', 524_288],
    ['OTEL_AGENT_IGNORE_PATHS', '/healthz, ,/static/**,', ['/healthz', '/static/**']],
    ['OTEL_PROPAGATORS', 'B3,tracecontext,b3', ['b3', 'tracecontext']],
    ['OTEL_PROPAGATORS', 'none', []],
    ['OTEL_TRACES_EXPORTER', 'logging', ['console']],
    ['OTEL_TRACES_EXPORTER', 'otlp,zipkin,otlp/stdout', ['otlp', 'zipkin', 'otlp/stdout']],
    ['OTEL_NODE_RESOURCE_DETECTORS', 'service,host', ['serviceinstance', 'host']],
    ['OTEL_AGENT_MIDDLEWARE_SPANS', 'koa,express', ['koa', 'express']],
    ['OTEL_AGENT_MIDDLEWARE_SPANS', 'on', ['express', 'connect', 'koa', 'router', 'restify', 'fastify']],
    ['OTEL_AGENT_MIDDLEWARE_SPANS', 'off', []],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a=b%2Cc, d = e=f ,', { a: 'b,c', d: 'e=f' }],
    ['OTEL_RESOURCE_ATTRIBUTES', 'na%20me=%C3%A9', { 'na me': 'é' }],
    ['OTEL_RESOURCE_ATTRIBUTES', '__proto__=x', Object.fromEntries([['__proto__', 'x']])],
    [
      'OTEL_EXPORTER_OTLP_HEADERS',
      'Api-Key=abc%3D,authorization=Basic dTpw',
      { 'api-key': 'abc=', authorization: 'Basic dTpw' },
    ],
    [
      'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
      'pg, @opentelemetry/instrumentation-http,@fastify/otel,@prisma/instrumentation',
      ['pg', 'http', 'fastify', 'prisma'],
    ],
    [
      'OTEL_AGENT_INSTRUMENTATION_OPTIONS',
      '{"@opentelemetry/instrumentation-pg":{"requireParentSpan":true}}',
      { pg: { requireParentSpan: true } },
    ],
    ['OTEL_SERVICE_NAME', '', undefined],
    ['OTEL_SERVICE_NAME', '   ', undefined],
  ];

  test.each(rows)('%s=%s', (name, text, value) => {
    const config = resolveEnv({ [name]: text });
    expect(config.problems).toEqual([]);
    expect(config.get(name)).toEqual(value);
  });

  test('a certificate is read at once', () => {
    const config = resolveEnv({ OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem' }, files);
    expect(config.signals.metrics.tls.ca?.toString()).toBe(PEM);
  });
});

describe('a text that cannot be used is told in one line', () => {
  const rows: [string, string, string][] = [
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 'lots', 'is not a whole number; using 512'],
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '1e3', 'is not a whole number; using 512'],
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '0', 'is less than 1; using 512'],
    [
      'OTEL_EXPORTER_OTLP_TIMEOUT',
      '2.5s',
      'is not a whole number of milliseconds: write 2500; using 10000 ms',
    ],
    [
      'OTEL_TRACES_SAMPLER',
      'ratio',
      'is not one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio (did you mean traceidratio?); using parentbased_always_on',
    ],
    ['OTEL_PROPAGATORS', 'w3c', 'has "w3c", which is written tracecontext; using tracecontext,baggage'],
    ['OTEL_EXPORTER_PROMETHEUS_PORT', '70000', 'is more than 65535; using 9464'],
    ['OTEL_METRIC_EXPORT_INTERVAL', '99999999999', 'is more than 2147483647; using 60000 ms'],
    ['OTEL_AGENT_MAX_QUEUE_BYTES', '16 megs', 'is not a size such as 16MiB; using 16 MiB'],
    ['OTEL_AGENT_SPOOL_MAX_BYTES', '64KiB', 'is less than 128 KiB; using 256 MiB'],
    ['OTEL_AGENT_OPAMP_INTERVAL', '10ms', 'is less than 1 s; using 30 s'],
    ['OTEL_AGENT_MAX_QUEUE_BYTES', '0', 'is not a size that can be used; using 16 MiB'],
    ['OTEL_SDK_DISABLED', '1', 'is not true or false; using false'],
    ['OTEL_AGENT_BANNER', 'quiet', 'is not on or off; using on'],
    [
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      'grcp',
      'is not one of grpc, http/protobuf, http/json (did you mean grpc?); using grpc (the default)',
    ],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote', 'is not supported yet; using parentbased_always_on'],
    [
      'OTEL_TRACES_EXPORTER',
      'jaeger',
      'names the Jaeger exporter, which OpenTelemetry has removed (Jaeger takes otlp); using otlp',
    ],
    ['OTEL_TRACES_EXPORTER', 'none,otlp', 'has none beside others; using none'],
    [
      'OTEL_METRICS_EXPORTER',
      'zipkin,otlp',
      'has "zipkin", which is not one of otlp, otlp/stdout, console, prometheus, none; using otlp',
    ],
    [
      'OTEL_PROPAGATORS',
      'tracecontent,b3',
      'has "tracecontent", which is not one of tracecontext, baggage, b3, b3multi, jaeger, xray, ottrace, none (did you mean tracecontext?); using b3',
    ],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a=b,c', 'has no "=" in entry 2; using none'],
    [
      'OTEL_RESOURCE_ATTRIBUTES',
      'a=50%',
      'has a "%" that encodes nothing, in entry 1: write %25 for it; using none',
    ],
    ['OTEL_RESOURCE_ATTRIBUTES', '=b', 'has no name before the "=" in entry 1; using none'],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'unix-abstract:otel',
      'is an abstract Unix socket, which is not supported; using http://localhost:4317 (grpc)',
    ],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'unix://run/otel.sock',
      'is not a Unix socket such as unix:/run/otel.sock; using http://localhost:4317 (grpc)',
    ],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'ftp://collector',
      'has the scheme ftp, not http or https; using http://localhost:4317 (grpc)',
    ],
    [
      'OTEL_AGENT_OPAMP_ENDPOINT',
      'ftp://fleet',
      'begins with none of ws://, wss://, http:// and https://; using none',
    ],
    [
      'OTEL_AGENT_OPAMP_ENDPOINT',
      '4320',
      'is a port without a host: write http://localhost:4320; using none',
    ],
    [
      'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
      'zipkin:9411',
      'has no http:// or https://; using http://localhost:9411/api/v2/spans',
    ],
    [
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
      '/nowhere.pem',
      "is a file that does not exist; using Node.js's certificate authorities",
    ],
    [
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
      '/forbidden.pem',
      "is a file that may not be read; using Node.js's certificate authorities",
    ],
    [
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
      '/ca.der',
      "is not a PEM file; using Node.js's certificate authorities",
    ],
    [
      'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
      'pg,htpp',
      'names "htpp", which is not an instrumentation (did you mean http?); using pg',
    ],
    [
      'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
      'htpp',
      'names "htpp", which is not an instrumentation (did you mean http?); using all but fs, net, dns, sqlite, host-metrics',
    ],
    ['OTEL_AGENT_INSTRUMENTATION_OPTIONS', '[1]', 'is not a JSON object; using none'],
    [
      'OTEL_AGENT_INSTRUMENTATION_OPTIONS',
      '{"pg":1}',
      'has options for "pg" that are not a JSON object; using none',
    ],
    ['OTEL_INSTRUMENTATION_PG_ENABLED', 'no', 'is not true or false; using the default'],
    ['OTEL_TRACES_SAMPLER_ARG', '7', 'is not a number from 0 to 1; using 1'],
  ];

  test.each(rows)('%s=%s', (name, text, line) => {
    const sampler = name === 'OTEL_TRACES_SAMPLER_ARG' ? { OTEL_TRACES_SAMPLER: 'traceidratio' } : {};
    expect(problemsOf({ [name]: text, ...sampler }, files)).toEqual([
      `${name}=${text} (environment) ${line}`,
    ]);
  });

  test.each([
    ['a=b,sekret', 'has no "=" in entry 2: write authorization=Bearer%20...'],
    ['Authorization: Bearer sekret', 'has no "=" in entry 1: write authorization=Bearer%20...'],
    ['sekret key=b', 'has an invalid name in header 1: write authorization=Bearer%20...'],
    ['a=sekret%0Aevil', 'has an invalid value in header 1: write printable ASCII alone'],
    ['a=sekret%', 'has a "%" that encodes nothing, in entry 1: write %25 for it'],
  ])('headers %s, and nothing of them is shown', (text, reason) => {
    expect(problemsOf({ OTEL_EXPORTER_OTLP_HEADERS: text })).toEqual([
      `OTEL_EXPORTER_OTLP_HEADERS=[redacted] (environment) ${reason}; using nothing`,
    ]);
  });

  test('a long value is cut, and line breaks do not make a second line', () => {
    const [line] = problemsOf({ OTEL_AGENT_INSTRUMENTATION_OPTIONS: `{\n${'x'.repeat(500)}` });
    expect(line).toMatch(
      /^OTEL_AGENT_INSTRUMENTATION_OPTIONS=\{ x{70,80}\.\.\. \(environment\) is not a JSON object/,
    );
  });
});
