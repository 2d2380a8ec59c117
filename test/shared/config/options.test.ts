import { startLines } from '../../../src/shared/config/messages/messages';
import { fileOf, problemsOf as problemsOfFile, resolveText } from './file/resolve-text';
import { problemsOf, resolveEnv } from './resolve-env';

const JSON_NAME = 'OTEL_AGENT_INSTRUMENTATION_OPTIONS';
const optionsOf = (env: Record<string, string>) => resolveEnv(env).get(JSON_NAME);

describe('an option by its own variable', () => {
  test.each<[string, string, object]>([
    ['PG_REQUIRE_PARENT_SPAN', 'True', { pg: { requireParentSpan: true } }],
    ['HTTP_REQUIRE_PARENT_FOR_OUTGOING_SPANS', 'false', { http: { requireParentforOutgoingSpans: false } }],
    ['HTTP_REDACTED_QUERY_PARAMS', 'sig, key', { http: { redactedQueryParams: ['sig', 'key'] } }],
    ['HTTP_REDACTED_QUERY_PARAMS', '["a,b"]', { http: { redactedQueryParams: ['a,b'] } }],
    [
      'HTTP_HEADERS_TO_SPAN_ATTRIBUTES',
      '{"server":{"requestHeaders":["x-a"]}}',
      { http: { headersToSpanAttributes: { server: { requestHeaders: ['x-a'] } } } },
    ],
    ['EXPRESS_IGNORE_LAYERS_TYPE', 'router', { express: { ignoreLayersType: ['router'] } }],
    ['SOCKET_IO_TRACE_RESERVED', '"true"', { 'socket.io': { traceReserved: true } }],
    ['FASTIFY_IGNORE_PATHS', '/health/*', { fastify: { ignorePaths: '/health/*' } }],
    ['FASTIFY_INSTRUMENT_HOOKS', 'false', { fastify: { instrumentHooks: false } }],
  ])('OTEL_INSTRUMENTATION_%s=%s', (name, text, options) => {
    const config = resolveEnv({ [`OTEL_INSTRUMENTATION_${name}`]: text });
    expect(config.get(JSON_NAME)).toEqual(options);
    expect(config.given.get(JSON_NAME)?.source.name).toBe(`OTEL_INSTRUMENTATION_${name}`);
    expect(startLines(config)).toEqual([]);
  });

  test('wins over the JSON of all options, and leaves the others', () =>
    expect(
      optionsOf({
        [JSON_NAME]: '{"pg":{"requireParentSpan":true,"ignoreConnectSpans":true},"fs":{}}',
        OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT_SPAN: 'false',
      }),
    ).toEqual({ pg: { requireParentSpan: false, ignoreConnectSpans: true }, fs: {} }));

  test.each<[string, string, string]>([
    [
      'PG_REQUIRE_PARENT_SPN',
      'true',
      'is not an option of pg (did you mean OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT_SPAN?); using the rest',
    ],
    [
      'PG_REQUIRE_PARENT',
      'true',
      'is not an option of pg (did you mean OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT_SPAN?); using the rest',
    ],
    [
      'EXPRESS_DEPTH',
      '1',
      'is not an option of express: there are OTEL_INSTRUMENTATION_EXPRESS_IGNORE_LAYERS, OTEL_INSTRUMENTATION_EXPRESS_IGNORE_LAYERS_TYPE; using the rest',
    ],
    [
      'PG_ENABLD',
      'true',
      'is not an option of pg (did you mean OTEL_INSTRUMENTATION_PG_ENABLED?); using the rest',
    ],
    ['NESTJS_CORE_DEPTH', '1', 'is not an option of nestjs-core: it has none; using the rest'],
    ['PG_REQUIRE_PARENT_SPAN', 'yes', 'is not true or false; using the default'],
    ['HTTP_REQUEST_HOOK', 'x', 'takes a function: no setting can hold one; using the default'],
    ['HTTP_REDACTED_QUERY_PARAMS', '[1]', 'takes a list of texts; using the default'],
    ['HTTP_REDACTED_QUERY_PARAMS', '["a"', 'takes a JSON array; using the default'],
    [
      'EXPRESS_IGNORE_LAYERS_TYPE',
      'router,midleware',
      'has "midleware", not one of router, middleware, request_handler (did you mean middleware?); using the default',
    ],
    ['HTTP_HEADERS_TO_SPAN_ATTRIBUTES', 'x-a', 'takes a JSON object; using the default'],
    [
      'HTTP_HEADERS_TO_SPAN_ATTRIBUTES',
      '{"server":{"requestHeaders":"x-a"}}',
      'has "server", which has "requestHeaders", which takes a list, not a string; using the default',
    ],
    [
      'HTTP_HEADERS_TO_SPAN_ATTRIBUTES',
      '{"sever":{}}',
      'has "sever", not one of client, server (did you mean server?); using the default',
    ],
    ['HTTP_HEADERS_TO_SPAN_ATTRIBUTES', '["x"]', 'takes an object, not a list; using the default'],
  ])('that cannot be used is named: OTEL_INSTRUMENTATION_%s=%s', (name, text, message) => {
    const env = { [`OTEL_INSTRUMENTATION_${name}`]: text };
    expect(problemsOf(env)).toEqual([`OTEL_INSTRUMENTATION_${name}=${text} (environment) ${message}`]);
    expect(optionsOf(env)).toEqual({});
  });

  test('falls back to the JSON of all options', () =>
    expect(
      problemsOf({
        [JSON_NAME]: '{"pg":{"requireParentSpan":true}}',
        OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT_SPAN: '2',
      }),
    ).toEqual([
      'OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT_SPAN=2 (environment) is not true or false; using true',
    ]));

  test('of an instrumentation that is off is named', () =>
    expect(
      startLines(
        resolveEnv({
          OTEL_INSTRUMENTATION_FS_REQUIRE_PARENT_SPAN: 'true',
          OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT_SPAN: 'true',
        }),
      ),
    ).toEqual([
      'OTEL_INSTRUMENTATION_FS_REQUIRE_PARENT_SPAN=true (environment) has options for fs, which is off: set OTEL_INSTRUMENTATION_FS_ENABLED=true',
    ]));

  test('of a misspelt instrumentation is named', () =>
    expect(startLines(resolveEnv({ OTEL_INSTRUMENTATION_FASTFY_IGNORE_PATHS: '/x' }))).toEqual([
      'OTEL_INSTRUMENTATION_FASTFY_IGNORE_PATHS is not a setting; did you mean OTEL_INSTRUMENTATION_FASTIFY_IGNORE_PATHS?',
    ]));

  test('that the Java agent has is left to it', () =>
    expect(
      startLines(
        resolveEnv({
          OTEL_INSTRUMENTATION_HTTP_CLIENT_EMIT_EXPERIMENTAL_TELEMETRY: 'true',
          OTEL_INSTRUMENTATION_JDBC_STATEMENT_SANITIZER_ENABLED: 'false',
        }),
      ),
    ).toEqual([]));
});

test.each<[string, string, object]>([
  [
    '{"pg":{"requireParentSpn":true,"ignoreConnectSpans":true}}',
    'has "requireParentSpn" for pg, which it does not have (did you mean requireParentSpan?); using the rest',
    { pg: { ignoreConnectSpans: true } },
  ],
  [
    '{"express":{"depth":1}}',
    'has "depth" for express, which it does not have: there are ignoreLayers, ignoreLayersType; using the rest',
    {},
  ],
  [
    '{"pg":{"requireParentSpan":"yes"}}',
    'has "requireParentSpan" for pg, which takes a boolean, not a string; using the default',
    {},
  ],
  [
    '{"express":{"ignoreLayers":"x"}}',
    'has "ignoreLayers" for express, which takes a list, not a string; using the default',
    {},
  ],
  [
    '{"http":{"requestHook":"x"}}',
    'has "requestHook" for http, which takes a function: no setting can hold one; using the default',
    {},
  ],
])('options in JSON that cannot be used are named: %s', (text, message, options) => {
  const env = { [JSON_NAME]: text };
  expect(problemsOf(env)).toEqual([`${JSON_NAME}=${text} (environment) ${message}`]);
  expect(optionsOf(env)).toEqual(options);
});

test('the beginning of an option is near to it in a file', () => {
  const config = resolveText(
    fileOf('instrumentation/development:', '  js:', '    http: {disable_incoming_requests: true}'),
  );
  expect(problemsOfFile(config)).toEqual([
    expect.stringContaining('(did you mean disable_incoming_request_instrumentation?)'),
  ]);
});

test('options in a file are checked where they stand', () => {
  const config = resolveText(
    fileOf(
      'instrumentation/development:',
      '  js:',
      '    pg:',
      '      require_parent_span: "true"',
      '      ignoreConnectSpans: true',
      '      require_parent_spn: true',
      '      enhanced_database_reporting: often',
      '    http:',
      '      redacted_query_params: sig',
      '      require_parent_for_outgoing_spans: true',
      '      requestHok: x',
      '      headers_to_span_attributes: {server: {request_headers: [x-a]}}',
      '    express: {ignore_layers_type: [route]}',
      '    socket.io: {emit_ignore_event_list: [a, b], trace_reserved: }',
      '    fastify: {ignore_paths: /health}',
    ),
    { env: { OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT_SPAN: 'false' } },
  );
  const js = 'instrumentation/development.js';
  expect(problemsOfFile(config)).toEqual([
    `${js}.pg.require_parent_span=true (otel.yaml:5:28) is a text: write the boolean true without quotes; using true`,
    `${js}.pg.require_parent_spn (otel.yaml:7:7) is not an option of pg (did you mean require_parent_span?); using the rest`,
    `${js}.pg.enhanced_database_reporting=often (otel.yaml:8:36) is not true or false; using the default`,
    `${js}.http.redacted_query_params=sig (otel.yaml:10:30) takes a list, not a string; using the default`,
    expect.stringMatching(/http\.requestHok \(otel\.yaml:12:7\) is not an option of http: there are /),
    `${js}.express.ignore_layers_type (otel.yaml:14:35) has "route", not one of router, middleware, request_handler (did you mean router?); using the default`,
  ]);
  expect(config.get(JSON_NAME)).toEqual({
    pg: { requireParentSpan: true, ignoreConnectSpans: true },
    http: {
      requireParentforOutgoingSpans: true,
      headersToSpanAttributes: { server: { requestHeaders: ['x-a'] } },
    },
    'socket.io': { emitIgnoreEventList: ['a', 'b'] },
    fastify: { ignorePaths: '/health' },
  });
});
