import { hasNews } from '../../../src/shared/config';
import { hintsOf } from '../../../src/shared/config/hints';
import { startLines } from '../../../src/shared/config/messages/messages';
import { resolveEnv } from './resolve-env';

const PEM = '-----BEGIN CERTIFICATE-----';

/** The lines of an environment at start, where the agent thinks that there is something to say. */
function linesOf(env: Record<string, string>): string[] {
  const config = resolveEnv(env, { '/ca.pem': PEM });
  return hasNews(config) ? startLines(config) : [];
}

describe('a value that hardly does what its author wanted is told in one line, with the mend', () => {
  const rows: [Record<string, string>, string, string][] = [
    // Quotes
    [{ OTEL_SERVICE_NAME: '"shop"' }, 'OTEL_SERVICE_NAME', 'has quotes around it; using shop without them'],
    [{ OTEL_SERVICE_NAME: "' shop '" }, 'OTEL_SERVICE_NAME', 'has quotes around it; using shop without them'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: '"http://collector:4317"' },
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'has quotes around it; using http://collector:4317 without them',
    ],
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'a="b",c=d' },
      'OTEL_RESOURCE_ATTRIBUTES',
      'has quotes around its entries; using a=b,c=d without them',
    ],
    [
      { OTEL_PROPAGATORS: '"b3","baggage"' },
      'OTEL_PROPAGATORS',
      'has quotes around its entries; using b3,baggage without them',
    ],
    [
      { OTEL_AGENT_INSTRUMENTATION_OPTIONS: '\'{"pg":{"requireParentSpan":true}}\'' },
      'OTEL_AGENT_INSTRUMENTATION_OPTIONS',
      'has quotes around it; using {"pg":{"requireParentSpan":true}} without them',
    ],
    // References that nothing replaced
    [
      { OTEL_SERVICE_NAME: '$(POD_NAME)' },
      'OTEL_SERVICE_NAME',
      'holds $(POD_NAME), which nothing has replaced: define POD_NAME above it, in the same container',
    ],
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is what nothing has replaced.
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'a=${TENANT}' },
      'OTEL_RESOURCE_ATTRIBUTES',
      'holds ${TENANT}, which nothing has replaced: write its value',
    ],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above.
    // Endpoints
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/v1/traces' },
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'is the base address, to which /v1/traces is added: traces go to http://c:4318/v1/traces/v1/traces; write http://c:4318',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://vendor/otlp/v1' },
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'is the base address, to which /v1/traces is added: traces go to https://vendor/otlp/v1/v1/traces; write https://vendor/otlp',
    ],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/v1/metrics',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318/v1/traces',
      },
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'is the base address, to which /v1/metrics is added: metrics go to http://c:4318/v1/metrics/v1/metrics; write http://c:4318',
    ],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318' },
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
      'has no path, and none is added; write http://c:4318/v1/traces',
    ],
    [
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://c:4318/otlp/v1/traces' },
      'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
      'ends in the path of traces; write http://c:4318/otlp/v1/metrics',
    ],
    [
      { OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://zipkin:9411', OTEL_TRACES_EXPORTER: 'zipkin' },
      'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
      'has no path, and none is added; write http://zipkin:9411/api/v2/spans',
    ],
    // The sampler and its argument
    [
      { OTEL_TRACES_SAMPLER_ARG: '0.1' },
      'OTEL_TRACES_SAMPLER_ARG',
      'is without effect on parentbased_always_on: set OTEL_TRACES_SAMPLER=parentbased_traceidratio',
    ],
    [
      { OTEL_TRACES_SAMPLER: 'traceidratio' },
      'OTEL_TRACES_SAMPLER',
      'has no ratio beside it, and keeps all traces: set OTEL_TRACES_SAMPLER_ARG',
    ],
    // Globs
    ...globRows('OTEL_AGENT_IGNORE_PATHS', [
      ['hello', 'matches no path: begin with / or *'],
      ['^/healthz$', 'matches no path: begin with / or *'],
      ['[/he', 'matches no path: begin with / or *'],
      ['{a,/b}', 'matches no path: begin with / or *'],
      ['http://shop/healthz', 'matches no path: leave out scheme and host'],
      ['/hello/', 'does not match /hello: write /hello{,/}, or /hello/** for all below it'],
      ['/healthz$', 'matches no path: write a glob, not a regular expression'],
      ['/api/(a|b)', 'matches no path: write a glob, not a regular expression'],
      ['/users/\\d+', 'matches no path: write a glob, not a regular expression'],
      ['/users/:id', 'matches no path: write * for a parameter'],
      ['/search?q=*', 'matches no path: leave out the query, which paths do not have here'],
      ['/[ab]', 'matches no path: write {a,b} for either of two, not [ab]'],
      ['/{a', 'matches no path: close each { with a }, without others within'],
      ['/größe', 'matches no path: write it as URLs have it, /gr%C3%B6%C3%9Fe'],
    ]),
    ...globRows('OTEL_AGENT_IGNORE_OUTGOING', [
      ['/metrics', 'matches no request: begin with a host, */metrics for any'],
      ['redis://cache', 'matches no request: these have http:// or https://'],
      ['host/a?b=c', 'matches no request: leave out the query'],
      ['!host', 'matches no request: a glob cannot exclude'],
    ]),
    ...globRows('OTEL_AGENT_REDACT_QUERY', [
      ['=invite', 'matches no parameter: write the name alone, invite'],
      ['?invite', 'matches no parameter: write the name alone, invite'],
      ['-invite=x', 'matches no parameter: write the name alone, -invite'],
      ['user[pin]', 'matches no parameter: write the name alone, pin'],
      ['invite*', 'matches no parameter: write whole names, without *'],
    ]),
    // Rules of sampling
    // Attributes and names of spans
    [
      { OTEL_AGENT_SPAN_ATTRIBUTES: 'header:X-Api-Key=caller' },
      'OTEL_AGENT_SPAN_ATTRIBUTES',
      'has header:x-api-key=caller, whose values are secrets and stay hidden: take it out, or add -api-key to OTEL_AGENT_REDACT',
    ],
    [
      {
        OTEL_AGENT_SPAN_ATTRIBUTES: 'header:x-a=a',
        OTEL_AGENT_INSTRUMENTATION_OPTIONS: '{"http":{"headersToSpanAttributes":{}}}',
      },
      'OTEL_AGENT_SPAN_ATTRIBUTES',
      'has headers that the option headersToSpanAttributes of http leaves out: add them there, too',
    ],
    [
      { OTEL_AGENT_SPAN_ATTRIBUTES: 'baggage:plan', OTEL_PROPAGATORS: 'tracecontext' },
      'OTEL_AGENT_SPAN_ATTRIBUTES',
      'has baggage, which no request brings along: add baggage to OTEL_PROPAGATORS',
    ],
    [
      { OTEL_AGENT_SPAN_NAMES: '[{name: "{http.request.method} {url.path}"}]' },
      'OTEL_AGENT_SPAN_NAMES',
      'has the name "{http.request.method} {url.path}", which differs from request to request: use {http.route} in the place of {url.path}',
    ],
    ...ruleRows([
      [
        '[{match: {path: healthz}, drop: true}]',
        'has the rule "drop path=healthz", whose path "healthz" matches no path: begin with / or *',
      ],
      [
        '[{match: {path: "/a?b=c"}, ratio: 0.5}]',
        'has the rule "ratio 0.5 path=/a?b=c", whose path "/a?b=c" matches no path: leave out the query, which paths do not have here',
      ],
      [
        '[{match: {host: "http://shop"}, drop: true}]',
        'has the rule "drop host=http://shop", whose host "http://shop" matches no host: leave out the scheme',
      ],
      [
        '[{match: {host: "shop:80"}, drop: true}]',
        'has the rule "drop host=shop:80", whose host "shop:80" matches no host: leave out the port',
      ],
      [
        '[{match: {route: "http://shop/:id"}, drop: true}]',
        'has the rule "drop route=http://shop/:id", whose route "http://shop/:id" matches no route: leave out scheme and host',
      ],
      [
        '[{ratio: 0.5}, {match: {path: /a}, drop: true}]',
        'has the rule "drop path=/a" behind the rule "ratio 0.5", which matches every span: put it before',
      ],
    ]),
    // Pieces that upstream does not have
    [
      { OTEL_AGENT_KEEP: 'errors', OTEL_AGENT_LEAN: 'off' },
      'OTEL_AGENT_KEEP',
      'is without effect beside OTEL_AGENT_LEAN=off: the official processors hold no spans back',
    ],
    ...globRows('OTEL_AGENT_PROCESS_DENY', [
      ['scripts/', 'matches no script: write scripts/** for all files of the folder'],
      ['~/job.js', 'matches no script: write the path of the home folder'],
      ['^job', 'matches no script: write a glob, not a regular expression'],
    ]),
    // Options of instrumentations
    ...optionRows([
      [
        '{"fs":{"requireParentSpan":true}}',
        'has options for fs, which is off: set OTEL_INSTRUMENTATION_FS_ENABLED=true',
      ],
    ]),
    // Names of headers
    [
      { OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS: 'x-a x-b' },
      'OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS',
      'has "x-a x-b", which is no header\'s name: list names, separated by commas',
    ],
    // Settings that nothing reads in this configuration
    [
      { OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://zipkin:9411/api/v2/spans' },
      'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
      'is without effect: add zipkin to OTEL_TRACES_EXPORTER, or remove it',
    ],
    [
      { OTEL_EXPORTER_PROMETHEUS_PORT: '9000' },
      'OTEL_EXPORTER_PROMETHEUS_PORT',
      'is without effect: add prometheus to OTEL_METRICS_EXPORTER, or remove it',
    ],
    [
      { OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0:9000', OTEL_METRICS_EXPORTER: 'prometheus' },
      'OTEL_EXPORTER_PROMETHEUS_HOST',
      'is more than a host: set OTEL_EXPORTER_PROMETHEUS_PORT for the port',
    ],
    [
      { OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317' },
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
      'is without effect: telemetry is sent without TLS; write https:// in the endpoint',
    ],
    [
      { OTEL_EXPORTER_OTLP_INSECURE: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c:4317' },
      'OTEL_EXPORTER_OTLP_INSECURE',
      'is without effect: the https:// of the endpoint decides; write http:// there',
    ],
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'a=b', OTEL_NODE_RESOURCE_DETECTORS: 'host' },
      'OTEL_RESOURCE_ATTRIBUTES',
      'is without effect: add env to OTEL_NODE_RESOURCE_DETECTORS',
    ],
    [
      { OTEL_AGENT_PROXY: 'http://proxy:3128', OTEL_AGENT_LEAN: 'off' },
      'OTEL_AGENT_PROXY',
      'is without effect beside OTEL_AGENT_LEAN=off: the official exporters know no such setting',
    ],
    [
      { OTEL_AGENT_SPOOL: 'on', OTEL_AGENT_LEAN: 'off' },
      'OTEL_AGENT_SPOOL',
      'is without effect beside OTEL_AGENT_LEAN=off: the official exporters keep nothing on disk',
    ],
    [
      { OTEL_AGENT_SPOOL_SYNC: '1s', OTEL_AGENT_SPOOL_MAX_AGE: '1h' },
      'OTEL_AGENT_SPOOL_SYNC',
      'is without effect: set OTEL_AGENT_SPOOL, or remove it',
    ],
    [
      { OTEL_AGENT_SPOOL: 'off', OTEL_AGENT_SPOOL_MAX_BYTES: '1MiB' },
      'OTEL_AGENT_SPOOL_MAX_BYTES',
      'is without effect: set OTEL_AGENT_SPOOL, or remove it',
    ],
    [
      { OTEL_AGENT_OPAMP_INTERVAL: '5s' },
      'OTEL_AGENT_OPAMP_INTERVAL',
      'is without effect: set OTEL_AGENT_OPAMP_ENDPOINT, or remove it',
    ],
    [
      { OTEL_SEMCONV_STABILITY_OPT_IN: 'http/dup' },
      'OTEL_SEMCONV_STABILITY_OPT_IN',
      'is without effect: the instrumentations emit the stable conventions alone',
    ],
    [
      { OTEL_METRICS_EXEMPLAR_FILTER: 'always_on' },
      'OTEL_METRICS_EXEMPLAR_FILTER',
      'is without effect: the OpenTelemetry SDK for Node.js records no exemplars',
    ],
    [
      { OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS: 'GET' },
      'OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS',
      'is without effect: the instrumentations name a fixed list',
    ],
  ];

  test.each(rows)('%j', (env, name, message) => {
    const shown = `${name}=${env[name]} (environment) ${message}`;
    expect(linesOf(env)).toEqual([shown]);
    expect(resolveEnv(env, { '/ca.pem': PEM }).problems).toEqual([]);
  });
});

test.each<Record<string, string>[]>([
  [{ OTEL_AGENT_IGNORE_PATHS: '/,/healthz,/static/**,*/metrics,/{a,b}/?,/files/*.*,/.well-known/**' }],
  [{ OTEL_AGENT_IGNORE_OUTGOING: 'telemetry.example.com,*/metrics,https://a:8080/b/**,*.example.com' }],
  [
    {
      OTEL_AGENT_PROCESS_ALLOW: '**/node_modules/jest/**',
      OTEL_AGENT_PROCESS_DENY: 'migrate.js, C:\\app\\*.js',
    },
  ],
  [{ OTEL_AGENT_INSTRUMENTATION_OPTIONS: '{"http":{"redactedQueryParams":["sig"]},"pg":{"enabled":true}}' }],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }],
  [
    {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4317',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://c:4318/v1/logs',
    },
  ],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/v1/ingest', OTEL_EXPORTER_OTLP_INSECURE: 'true' }],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c:4317', OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem' }],
  [{ OTEL_EXPORTER_OTLP_INSECURE: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'c:4317' }],
  [{ OTEL_SERVICE_NAME: 'the "shop"', OTEL_RESOURCE_ATTRIBUTES: 'owner=O\'Hara,note=say "hi" now' }],
  [{ OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://z/api/v2/spans', OTEL_TRACES_EXPORTER: 'zipkin,otlp' }],
  [
    {
      OTEL_AGENT_SAMPLING_RULES:
        '[{match: {path: /a/*, host: "*.x", route: /u/:id?}, drop: true}, {ratio: 0.1}]',
    },
  ],
  [{ OTEL_AGENT_KEEP: 'errors', OTEL_AGENT_REDACT_QUERY: 'invite,-code' }],
  [{ OTEL_AGENT_SPAN_ATTRIBUTES: 'header:x-tenant,query:page=page,baggage:plan' }],
  [{ OTEL_AGENT_SPAN_ATTRIBUTES: 'header:x-api-key=caller', OTEL_AGENT_REDACT: '-api-key' }],
  [{ OTEL_AGENT_SPAN_NAMES: '[{name: "{http.request.method} {http.route}"}]' }],
  [{ OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: 'x-a, User-Agent' }],
])('nothing is said of %j', env => {
  expect(linesOf(env)).toEqual([]);
});

test.each(['OTEL_AGENT_IGNORE_PATHS', 'OTEL_TRACES_SAMPLER', 'OTEL_EXPORTER_OTLP_ENDPOINT'])(
  'the usual forms of %s load no wording',
  name => {
    const env = {
      OTEL_AGENT_IGNORE_PATHS: '/healthz,/static/**,/a/*.js',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/otlp',
      OTEL_SERVICE_NAME: 'shop',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod,a=b',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=abc',
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg',
      OTEL_PROPAGATORS: 'b3,tracecontext',
    };
    expect(Object.keys(env)).toContain(name);
    const config = resolveEnv(env);
    expect(hintsOf(config)).toEqual([]);
    expect(hasNews(config)).toBe(false);
  },
);

test('a secret in a value stays one', () => {
  const [line] = linesOf({ OTEL_EXPORTER_OTLP_HEADERS: 'authorization="Bearer hunter2"' });
  expect(line).toBe(
    'OTEL_EXPORTER_OTLP_HEADERS=[redacted] (environment) has quotes around its entries; using [redacted] without them',
  );
  expect(
    resolveEnv({ OTEL_EXPORTER_OTLP_HEADERS: 'authorization="Bearer x"' }).signals.traces.headers,
  ).toEqual({
    authorization: 'Bearer x',
  });
});

function optionRows(rows: [string, string][]): [Record<string, string>, string, string][] {
  const name = 'OTEL_AGENT_INSTRUMENTATION_OPTIONS';
  return rows.map(([text, message]) => [{ [name]: text }, name, message]);
}

function ruleRows(rows: [string, string][]): [Record<string, string>, string, string][] {
  const name = 'OTEL_AGENT_SAMPLING_RULES';
  return rows.map(([text, message]) => [{ [name]: text }, name, message]);
}

function globRows(name: string, globs: [string, string][]): [Record<string, string>, string, string][] {
  return globs.map(([glob, flaw]) => [{ [name]: glob }, name, `has "${glob}", which ${flaw}`]);
}
