// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment look like this.
import type { SettingName } from '../../../../src/shared/config';
import { startLines } from '../../../../src/shared/config/messages/messages';
import type { ResolvedConfig } from '../../../../src/shared/config/resolved-config';
import { fileOf, problemsOf, resolveText } from './resolve-text';

const FULL = fileOf(
  'log_level: debug2',
  'resource:',
  '  attributes:',
  '    - {name: service.name, value: shop}',
  '    - {name: replicas, value: 3, type: int}',
  '  attributes_list: team=web,replicas=4',
  '  detection/development:',
  '    attributes: {excluded: [process.*]}',
  '    detectors: [host: , process: ]',
  '  schema_url: https://opentelemetry.io/schemas/1.16.0',
  'attribute_limits: {attribute_count_limit: 0x40}',
  'propagator: {composite: [tracecontext: , baggage: ], composite_list: "b3,baggage"}',
  'tracer_provider:',
  '  processors:',
  '    - batch:',
  '        schedule_delay: 500',
  '        exporter:',
  '          otlp_grpc:',
  '            endpoint: http://collector:4317',
  '            headers: [{name: api-key, value: "a,b=c%"}]',
  '            headers_list: tenant=shop,api-key=other',
  '    - batch: {exporter: {otlp_http: {endpoint: "https://b.example/x", timeout: 0, encoding: json}}}',
  '    - simple: {exporter: {console: }}',
  '  limits: {attribute_value_length_limit: 100}',
  '  sampler: {parent_based: {root: {trace_id_ratio_based: {ratio: 0.25}}}}',
  'meter_provider:',
  '  readers:',
  '    - periodic: {interval: 5000, exporter: {otlp_http: {temporality_preference: low_memory}}}',
  '    - pull: {exporter: {prometheus/development: {host: 0.0.0.0, port: 0}}}',
  'instrumentation/development:',
  '  js:',
  "    '@opentelemetry/instrumentation-fs': {enabled: true}",
  '    pg: {require_parent_span: true}',
  '    nestjs_core: {enabled: false}',
  'distribution:',
  '  otel_agent: {ignore_paths: [/healthz, "/a/{b,c}"], max_queue_bytes: 4MiB, db_statement: raw}',
  '  splunk: {anything: 1}',
);

describe('a whole file', () => {
  const config = resolveText(FULL, { env: { OTEL_SERVICE_NAME: 'of-the-environment', PATH: '/bin' } });
  const { get, signals, declared } = config;

  test('is in order', () => expect(problemsOf(config)).toEqual([]));

  test('gives the settings that the environment would give', () => {
    expect(get('OTEL_LOG_LEVEL')).toBe('debug');
    expect(get('OTEL_SERVICE_NAME')).toBe('shop');
    expect(get('OTEL_RESOURCE_ATTRIBUTES')).toEqual({ team: 'web', replicas: '3' });
    expect(get('OTEL_NODE_RESOURCE_DETECTORS')).toEqual(['env', 'host', 'os', 'process']);
    expect(get('OTEL_ATTRIBUTE_COUNT_LIMIT')).toBe(64);
    expect(config.limits.span).toMatchObject({ attributeValueLengthLimit: 100, attributeCountLimit: 64 });
    expect(get('OTEL_PROPAGATORS')).toEqual(['tracecontext', 'baggage', 'b3']);
    expect(config.sampler).toEqual({ name: 'parentbased_traceidratio', ratio: 0.25 });
    expect(get('OTEL_INSTRUMENTATION_<NAME>_ENABLED')).toEqual({ fs: true, 'nestjs-core': false });
    expect(get('OTEL_AGENT_INSTRUMENTATION_OPTIONS')).toEqual({ pg: { requireParentSpan: true } });
    expect(get('OTEL_AGENT_IGNORE_PATHS')).toEqual(['/healthz', '/a/{b,c}']);
    expect(get('OTEL_AGENT_MAX_QUEUE_BYTES')).toBe(4 * 1024 * 1024);
    expect(get('OTEL_AGENT_DB_STATEMENT')).toBe('raw');
  });

  test('tells where each of them stands', () => {
    expect(config.given.get('OTEL_BSP_SCHEDULE_DELAY')?.source).toMatchObject({
      kind: 'file',
      line: 17,
      column: 25,
      key: 'tracer_provider.processors[0].batch.schedule_delay',
    });
  });

  test('has a receiver for each processor, with rules of its own', () => {
    expect(signals.traces.targets).toMatchObject([
      {
        exporter: 'otlp',
        destination: {
          protocol: 'grpc',
          url: 'http://collector:4317',
          headers: { tenant: 'shop', 'api-key': 'a,b=c%' },
        },
        batching: { scheduleDelayMs: 500, maxBatchItems: 512 },
      },
      {
        exporter: 'otlp',
        destination: { protocol: 'http/json', url: 'https://b.example/x', timeoutMs: 2_147_483_647 },
        batching: { scheduleDelayMs: 1000 },
      },
      { exporter: 'console', destination: undefined, batching: { scheduleDelayMs: 0, maxBatchItems: 1 } },
    ]);
    expect(get('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT')).toBe(10_000);
  });

  test('has readers with settings of their own', () => {
    expect(signals.metrics.targets).toMatchObject([
      { exporter: 'otlp', destination: { url: 'http://localhost:4318/v1/metrics' } },
    ]);
    const [pushed] = declared!.readers.pushed;
    expect(pushed!.get('OTEL_METRIC_EXPORT_INTERVAL')).toBe(5000);
    expect(pushed!.get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE')).toBe('lowmemory');
    expect(declared!.readers.scraped.map(reader => reader.get('OTEL_EXPORTER_PROMETHEUS_PORT'))).toEqual([0]);
  });

  test('sends nothing of a signal that it leaves out', () => {
    expect(signals.logs).toMatchObject({ exporters: [], targets: [] });
  });

  test('has what no setting can say', () => {
    expect(declared!.resource).toEqual({
      typed: { replicas: 3 },
      detected: { excluded: ['process.*'] },
      schemaUrl: 'https://opentelemetry.io/schemas/1.16.0',
    });
  });

  test('stands in the place of the environment, which is listed', () => {
    expect(declared!.ignored).toEqual(['OTEL_SERVICE_NAME']);
    expect(startLines(config)).toEqual([]);
  });
});

test('rules of sampling stand in the file as a list', () => {
  const rules = 'distribution: {otel_agent: {sampling: [{match: {path: /healthz}, drop: true}]}}';
  const sampler =
    'tracer_provider: {processors: [simple: {exporter: {console: }}], sampler: {probability/development: }}';
  const config = resolveText(fileOf(rules, sampler));
  expect(config.get('OTEL_AGENT_SAMPLING_RULES')).toMatchObject([{ action: { kind: 'drop' } }]);
  expect(problemsOf(config)).toEqual([
    expect.stringMatching(
      /^distribution\.otel_agent\.sampling=.* takes the place of tracer_provider\.sampler/,
    ),
  ]);
});

describe('a flag', () => {
  const file = fileOf(
    'tracer_provider:',
    '  processors: [batch: {exporter: {otlp_http: {endpoint: http://a:1/v1/traces, timeout: 5}}}]',
  );

  test('wins over the file', () => {
    const flags = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b:4317', OTEL_LOG_LEVEL: 'error' };
    const config = resolveText(file, { flags });
    expect(config.get('OTEL_LOG_LEVEL')).toBe('error');
    expect(config.signals.traces.targets).toMatchObject([
      { destination: { url: 'http://b:4317', protocol: 'grpc', timeoutMs: 5 } },
    ]);
  });

  test('also one that `otel-agent run` has passed on', () => {
    const env = { OTEL_TRACES_EXPORTER: 'console', OTEL_AGENT_FLAGS: 'OTEL_TRACES_EXPORTER' };
    const config = resolveText(file, { env });
    expect(config.signals.traces.exporters).toEqual(['console']);
  });
});

test('variables that the file refers to are not listed as ignored', () => {
  const env = { OTEL_SERVICE_NAME: 'a', OTEL_LOG_LEVEL: 'warn', OTEL_AGENT_WORKERS: 'off' };
  const { declared } = resolveText(fileOf('log_level: ${OTEL_LOG_LEVEL:-info}'), { env });
  expect(declared!.ignored).toEqual(['OTEL_SERVICE_NAME']);
});

test('OTEL_SDK_DISABLED of the environment is ignored, which is told', () => {
  const config = resolveText(fileOf(), { env: { OTEL_SDK_DISABLED: 'true' } });
  expect(config.get('OTEL_SDK_DISABLED')).toBe(false);
  expect(startLines(config)).toEqual([expect.stringMatching(/^OTEL_SDK_DISABLED is ignored: .*otel\.yaml/)]);
});

test.each<[SettingName, string, string, unknown]>([
  ['OTEL_AGENT_KEEP', 'keep', '[errors, "slow>800ms"]', { errors: true, slowMs: 800 }],
  [
    'OTEL_AGENT_REDACT',
    'redact',
    '[email, "key:customer.*=hash", -token, {regex: "a,b"}]',
    {
      defaults: expect.not.arrayContaining(['token']),
      rules: [
        { by: { pattern: 'email' } },
        { by: { keys: ['customer.*'] }, action: { kind: 'hash' } },
        { by: { regex: 'a,b' } },
      ],
    },
  ],
  ['OTEL_AGENT_REDACT_QUERY', 'redact_query', '[invite, -code]', ['invite', '-code']],
  ['OTEL_AGENT_IGNORE_OUTGOING', 'ignore_outgoing', '["*/metrics", "{a,b}.x"]', ['*/metrics', '{a,b}.x']],
  ['OTEL_AGENT_KEEP', 'keep', '\n    - errors\n    - slow>2s', { errors: true, slowMs: 2000 }],
])('%s as a list', (name, key, list, wanted) => {
  const config = resolveText(fileOf('distribution:', '  otel_agent:', `   ${key}: ${list}`));
  expect(problemsOf(config)).toEqual([]);
  expect(config.get(name)).toMatchObject(wanted as object);
});

describe('an endpoint with a variable that is not set', () => {
  const fileWith = (endpoint: string, exporter = 'otlp_http') =>
    fileOf(
      'tracer_provider:',
      '  processors:',
      `    - batch: {exporter: {${exporter}: {endpoint: "${endpoint}", headers: [{name: api-key, value: hunter2}]}}}`,
      '    - batch: {exporter: {otlp_http: {endpoint: "http://b:4318/v1/traces"}}}',
    );
  const urlsOf = (config: ResolvedConfig) =>
    config.signals.traces.targets.map(({ destination }) => destination?.url);

  test.each(['${COLLECTOR}/v1/traces', 'http://${COLLECTOR}:4318/v1/traces', '${A}.example'])(
    '%s leaves its exporter out, and no other',
    endpoint => {
      const config = resolveText(fileWith(endpoint));
      const [reference] = /\$\{\w+\}/.exec(endpoint)!;
      expect(problemsOf(config)).toEqual([
        expect.stringContaining(
          `(otel.yaml:4:48) holds ${reference}, which is not set: set it, or write ${reference.replace('}', ':-}')}`,
        ),
      ]);
      expect(problemsOf(config)[0]).toMatch(/; using no exporter here$/);
      expect(urlsOf(config)).toEqual(['http://b:4318/v1/traces']);
    },
  );

  test('as the only exporter leaves the signal off', () => {
    const only = fileWith('${COLLECTOR}/v1/traces').replace(/\n.*$/, '');
    expect(resolveText(only).signals.traces).toMatchObject({ exporters: [], targets: [] });
  });

  test('and nothing else says what is used instead', () => {
    const config = resolveText(fileWith('${COLLECTOR_URL}'));
    expect(problemsOf(config)).toEqual([
      expect.stringMatching(
        /\.endpoint=\$\{COLLECTOR_URL\} .* holds \$\{COLLECTOR_URL\}, which is not set: .*; using http:\/\/localhost:4318\/v1\/traces \(http\/protobuf\)$/,
      ),
    ]);
  });

  test('is in order where the file has a default, or the variable a value', () => {
    for (const endpoint of ['http://c:4318${PREFIX:-}/v1/traces', 'http://${HOST}:4318/v1/traces']) {
      const config = resolveText(fileWith(endpoint), { env: { HOST: 'c' } });
      expect([problemsOf(config), urlsOf(config)[0]]).toEqual([[], 'http://c:4318/v1/traces']);
    }
  });
});

test('a bad value is replaced by that of its own processor', () => {
  const processor = (delay: string) => `    - batch: {schedule_delay: ${delay}, exporter: {console: }}`;
  const file = fileOf('tracer_provider:', '  processors:', processor('100'), processor('soon'));
  const config = resolveText(file);
  expect(problemsOf(config)).toEqual([expect.stringMatching(/processors\[1\].*=soon .*; using 1000 ms$/)]);
  expect(config.signals.traces.targets[1]?.batching?.scheduleDelayMs).toBe(1000);
});

describe('what is wrong is named, and the rest works', () => {
  const processors = (...lines: string[]) => [
    'tracer_provider:',
    '  processors:',
    ...lines.map(line => `    - ${line}`),
    '    - batch: {exporter: {console: }}',
  ];

  test.each<[string, string[], string | RegExp]>([
    [
      'a misspelt root key',
      ['tracr_provider: {}'],
      'tracr_provider (otel.yaml:2:1) is not a key here (did you mean tracer_provider?); using the rest',
    ],
    [
      'a misspelt option',
      processors('batch: {schedul_delay: 1, exporter: {console: }}'),
      /^tracer_provider\.processors\[0\]\.batch\.schedul_delay \(otel\.yaml:4:15\) is not a key here \(did you mean schedule_delay\?\)/,
    ],
    [
      'a bad number',
      processors('batch: {schedule_delay: soon, exporter: {console: }}'),
      /^tracer_provider\.processors\[0\]\.batch\.schedule_delay=soon \(otel\.yaml:4:31\) is not a whole number; using 1000 ms$/,
    ],
    [
      'a time with a unit',
      processors('batch: {schedule_delay: 1s, exporter: {console: }}'),
      /\.schedule_delay=1s \(otel\.yaml:4:31\) is not a whole number of milliseconds: write 1000; using 1000 ms$/,
    ],
    [
      'an unknown exporter',
      processors('batch: {exporter: {otlp_gprc: }}'),
      /\.exporter\.otlp_gprc \(otel\.yaml:4:26\) is not one of otlp_http, .* \(did you mean otlp_grpc\?\)/,
    ],
    [
      'an unknown processor',
      processors('bach: {}'),
      /\[0\]\.bach \(otel\.yaml:4:7\) is not one of batch, simple \(did you mean batch\?\)/,
    ],
    ['a processor without an exporter', processors('batch: {}'), /\[0\] \(otel\.yaml:4:7\) has no exporter/],
    [
      'two in one',
      processors('{batch: {exporter: {console: }}, simple: {exporter: {console: }}}'),
      /\[0\]\.simple .* stands beside batch/,
    ],
    ['a list in place of a map', ['tracer_provider: [1]'], /^tracer_provider .*is no map/],
    [
      'a provider without processors',
      ['logger_provider: {}'],
      /^logger_provider \(otel\.yaml:2:1\) has no processors; using no logs$/,
    ],
    [
      'an unknown sampler',
      ['tracer_provider: {processors: [simple: {exporter: {console: }}], sampler: {alway_on: }}'],
      /sampler\.alway_on .*\(did you mean always_on\?\); using the default$/,
    ],
    [
      'a remote sampler',
      [
        'tracer_provider: {processors: [simple: {exporter: {console: }}], sampler: {jaeger_remote/development: {endpoint: x, initial_sampler: {always_off: }}}}',
      ],
      /is not supported; using its initial_sampler$/,
    ],
    [
      'a ratio beyond 1',
      [
        'tracer_provider: {processors: [simple: {exporter: {console: }}], sampler: {trace_id_ratio_based: {ratio: 2}}}',
      ],
      /ratio=2 .*is no number from 0 to 1/,
    ],
    [
      'an unknown instrumentation',
      ['instrumentation/development: {js: {expres: {}}}'],
      /\.js\.expres .*\(did you mean express\?\)/,
    ],
    [
      'an unknown setting of ours',
      ['distribution: {otel_agent: {spol: on}}'],
      /^distribution\.otel_agent\.spol .*\(did you mean spool\?\)/,
    ],
    [
      'a misspelt name of ours',
      ['distribution: {otel-agent: {spool: on}, splunk: {a: 1}}'],
      'distribution.otel-agent (otel.yaml:2:16) is not read here (did you mean otel_agent?); using the rest',
    ],
    [
      'an encoding that is the protocol',
      processors('batch: {exporter: {otlp_http: {encoding: grpc, endpoint: "http://b:4318/v1/traces"}}}'),
      /\.encoding=grpc \(.*\) is not protobuf or json; using protobuf$/,
    ],
    [
      'a setting that comes too late',
      ['distribution: {otel_agent: {workers: off}}'],
      /set OTEL_AGENT_WORKERS in the environment/,
    ],
    [
      'a setting at another place',
      ['distribution: {otel_agent: {traces_exporter: otlp}}'],
      /has its place at tracer_provider\.processors/,
    ],
    [
      'an unknown propagator',
      ['propagator: {composite: [tracecontex: ]}'],
      /^propagator\.composite=tracecontex .*\(did you mean tracecontext\?\)/,
    ],
    [
      'a key that stands twice',
      ['log_level: info', 'log_level: debug'],
      /stands there twice; the last one counts/,
    ],
    [
      'a depth limit',
      ['attribute_limits: {attribute_value_depth_limit: 3}'],
      /is without effect: attributes are cut by length and number only/,
    ],
    [
      'what the SDK cannot do',
      ['meter_provider: {readers: [periodic: {exporter: {console: }, producers: [opencensus: ]}]}'],
      /producers .*is without effect/,
    ],
  ])('%s', (_name, lines, wanted) => {
    const config = resolveText(fileOf('log_level: warn', ...lines).replace('log_level: warn\n', ''));
    const problems = problemsOf(config);
    expect(problems).toEqual([typeof wanted === 'string' ? wanted : expect.stringMatching(wanted)]);
    expect(config.get('OTEL_SDK_DISABLED')).toBe(false);
    if (lines.some(line => line.includes('- batch: {exporter: {console: }}')))
      expect(config.signals.traces.targets.map(({ exporter }) => exporter)).toContain('console');
  });

  test('a version without quotes is taken, and told', () => {
    expect(problemsOf(resolveText('file_format: 1.0'))).toEqual([
      'file_format=1.0 (otel.yaml:1:14) is a number: write "1.0"; using 1.0',
    ]);
    expect(problemsOf(resolveText('log_level: info'))).toEqual([
      expect.stringMatching(/^file_format .*is missing/),
    ]);
    expect(problemsOf(resolveText('file_format: "0.4"'))).toEqual([
      expect.stringMatching(/is not a version 1\.x of the schema; using 1\.2$/),
    ]);
  });

  test('the value of a header is never shown', () => {
    const config = resolveText(
      fileOf('tracer_provider: {processors: [batch: {exporter: {otlp_http: {headers: {key: hunter2}}}}]}'),
    );
    expect(problemsOf(config)).toHaveLength(1);
    expect(problemsOf(config)[0]).not.toContain('hunter2');
  });
});

describe('a file that cannot be used at all turns telemetry off, and says so', () => {
  test.each([
    ['no YAML', 'a: [1', /is no YAML: .*; using no telemetry$/],
    ['a text', 'hello', /has no keys; using no telemetry$/],
    ['an empty one', '', /has no keys; using no telemetry$/],
    ['aliases that unfold without end', bomb(), /is no YAML: Excessive alias count/],
  ])('%s', (_name, text, wanted) => {
    const config = resolveText(text);
    expect(problemsOf(config)).toEqual([expect.stringMatching(wanted)]);
    expect(config.get('OTEL_SDK_DISABLED')).toBe(true);
  });
});

function bomb(): string {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const inner = level === 0 ? 'x' : Array.from({ length: 10 }, () => `*l${level - 1}`).join(',');
    return `l${level}: &l${level} [${inner}]`;
  });
  return levels.join('\n');
}

test('JSON is YAML', () => {
  const config = resolveText(
    JSON.stringify({
      file_format: '1.0',
      tracer_provider: { processors: [{ simple: { exporter: { console: null } } }] },
    }),
  );
  expect(problemsOf(config)).toEqual([]);
  expect(config.signals.traces.exporters).toEqual(['console']);
});

test('anchors and merge keys count', () => {
  const config = resolveText(
    fileOf(
      'x-batch: &batch {schedule_delay: 7}',
      'tracer_provider: {processors: [batch: {<<: *batch, exporter: {console: }}]}',
    ),
  );
  expect(problemsOf(config)).toEqual([]);
  expect(config.get('OTEL_BSP_SCHEDULE_DELAY')).toBe(7);
});

test('numbers and booleans in quotes are named, and count', () => {
  const config = resolveText(
    fileOf(
      'disabled: "false"',
      'tracer_provider:',
      '  processors: [batch: {schedule_delay: "200", exporter: {console: }}]',
      '  sampler: {parent_based: {root: {trace_id_ratio_based: {ratio: "0.5"}}}}',
      'distribution: {otel_agent: {exit_timeout: "${T}", spool_max_age: "2h"}}',
    ),
    { env: { T: '100' } },
  );
  expect(problemsOf(config)).toEqual([
    'disabled=false (otel.yaml:2:11) is a text: write the boolean false without quotes; using false',
    'tracer_provider.processors[0].batch.schedule_delay=200 (otel.yaml:4:40) is a text: write the number 200 without quotes; using 200',
    'tracer_provider.sampler.parent_based.root.trace_id_ratio_based.ratio=0.5 (otel.yaml:5:65) is a text: write the number 0.5 without quotes; using 0.5',
    'distribution.otel_agent.exit_timeout=100 (otel.yaml:6:43) is a text: write the number 100 without quotes; using 100',
  ]);
  expect(config.sampler.ratio).toBe(0.5);
  expect(config.get('OTEL_AGENT_EXIT_TIMEOUT')).toBe(100);
});

test.each([
  [
    'log_level: infoo',
    'log_level=infoo (otel.yaml:2:12) is not one of trace, debug, info, warn, error, fatal (did you mean info?); using the default',
  ],
  [
    '---\nlog_level: info',
    'file (otel.yaml:2:1) begins a second document, where a file holds one: take the --- out; using no telemetry',
  ],
  [
    'x-a: &a 1\nx-b: *b',
    'file (otel.yaml:3:6) is no YAML: Unresolved alias (the anchor must be set before the alias): b; put quotes around a text that begins with *; using no telemetry',
  ],
  [
    'tracer_provider:\n  processors:\n    - batch:\n      exporter: {console: }',
    'tracer_provider.processors[0].exporter (otel.yaml:5:7) stands beside batch, which is empty: indent it below batch; using the rest',
  ],
])('%j is told in words of the file', (text, line) => {
  expect(problemsOf(resolveText(fileOf(text)))).toContain(line);
});

test('a bad part of a rule is named with its own path, line and column', () => {
  const config = resolveText(
    fileOf(`distribution:
  otel_agent:
    sampling:
      - match: {pth: /x}
        drop: true
    redaction: [emial, {regex: "(?=x)"}]
    keep: [erors]
    span_attributes:
      - {header: x-tenant, as: tenant}
      - heder: x
    span_names:
      - match: {kind: sever}
        name: "{http.route"`),
  );
  const lines = problemsOf(config).map(line => line.replace(/^distribution\.otel_agent\.|; using .*$/g, ''));
  expect(lines).toEqual([
    'sampling[0].match.pth=/x (otel.yaml:5:17) is unknown (did you mean path?)',
    expect.stringMatching(/^redaction\[0\]=emial \(otel\.yaml:7:17\) is "emial", .*did you mean email\?/),
    expect.stringMatching(/^redaction\[1\]\.regex=\(\?=x\) \(otel\.yaml:7:25\) is not usable/),
    'keep[0]=erors (otel.yaml:8:12) is "erors", not errors, slow>800ms or slow>p99 (did you mean errors?)',
    'span_attributes[1].heder=x (otel.yaml:11:9) is unknown (did you mean header?)',
    'span_names[0].match.kind=sever (otel.yaml:13:17) has "sever", which is not one of internal, server, client, producer, consumer (did you mean server?)',
    'span_names[0].name={http.route (otel.yaml:14:9) is "{http.route", in which braces are not in pairs around an attribute\'s key',
  ]);
});

test('rules have a short name, and that of their flag', () => {
  const rules = '[{match: {path: /healthz}, drop: true}]';
  const [short, long] = [
    `distribution: {otel_agent: {sampling: ${rules}, redaction: [email]}}`,
    `distribution: {otel_agent: {sampling_rules: ${rules}, redact: [email]}}`,
  ].map(line => resolveText(fileOf(line)));
  expect(short!.problems).toEqual([]);
  for (const name of ['OTEL_AGENT_SAMPLING_RULES', 'OTEL_AGENT_REDACT'] as const)
    expect(short!.get(name)).toEqual(long!.get(name));
});
