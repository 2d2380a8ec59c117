import type { SettingTable } from '../setting';

/** Which libraries are instrumented, and what their spans hold. */
export const instrumentationSettings = {
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: {
    kind: 'instrumentations',
    unset: 'all but fs, net, dns and host-metrics',
    description: 'Only these are on, by short name: `http,express,pg`.',
    flag: 'enabled-instrumentations',
    common: true,
  },
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: {
    kind: 'instrumentations',
    default: [],
    description: 'These are off, by short name.',
    flag: 'disabled-instrumentations',
    common: true,
  },
  'OTEL_INSTRUMENTATION_<NAME>_ENABLED': {
    kind: 'instrumentationSwitches',
    default: {},
    description:
      'Turns one instrumentation on or off and wins over the lists: `OTEL_INSTRUMENTATION_FS_ENABLED=true`. Other signs in a name become `_`: `NESTJS_CORE`, `SOCKET_IO`.',
    common: true,
  },
  OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED: {
    kind: 'boolean',
    default: true,
    description: 'With `false`, only instrumentations that a list or their own switch names are on.',
  },
  OTEL_AGENT_INSTRUMENTATION_OPTIONS: {
    kind: 'instrumentationOptions',
    default: {},
    description:
      'Options of instrumentations, by short name: `{"mongodb":{"enhancedDatabaseReporting":true}}`. They win over the other settings of this group.',
  },
  OTEL_AGENT_MIDDLEWARE_SPANS: {
    kind: 'wordsOrSwitch',
    words: ['express', 'connect', 'koa', 'router', 'restify', 'fastify'],
    default: [],
    description:
      'A span for each middleware and hook, for all frameworks or those listed. Routes and request handlers are traced without it.',
  },
  OTEL_AGENT_GRAPHQL_RESOLVE_SPANS: {
    kind: 'switch',
    default: false,
    description: 'A span for each GraphQL field that is resolved.',
  },
  OTEL_AGENT_LEAN: {
    kind: 'switch',
    default: true,
    description:
      "The agent's own cheaper pieces in the place of upstream's on the busiest paths, with the same spans and metrics; `off` goes back to upstream's everywhere.",
  },
  OTEL_AGENT_DB_STATEMENT: {
    kind: 'word',
    words: ['sanitized', 'raw'],
    default: 'sanitized',
    description: 'Text of SQL and Redis commands on spans: without literals, or as it was sent.',
  },
  OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: {
    kind: 'list',
    default: [],
    description: 'Request headers that go on server spans.',
    flag: 'http-server-request-headers',
  },
  OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS: {
    kind: 'list',
    default: [],
    description: 'Response headers that go on server spans.',
    flag: 'http-server-response-headers',
  },
  OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS: {
    kind: 'list',
    default: [],
    description: 'Request headers that go on client spans.',
    flag: 'http-client-request-headers',
  },
  OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS: {
    kind: 'list',
    default: [],
    description: 'Response headers that go on client spans.',
    flag: 'http-client-response-headers',
  },
  OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS: {
    kind: 'list',
    unset: 'the methods of RFC 9110, PATCH and QUERY',
    description:
      'HTTP methods that are named on spans; others become `_OTHER`. Checked, but without effect: the instrumentations name a fixed list.',
    hidden: true,
  },
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: {
    kind: 'boolean',
    default: false,
    description: 'Prompts and answers of language models on events. Read by the instrumentations themselves.',
    hidden: true,
  },
  OTEL_SEMCONV_STABILITY_OPT_IN: {
    kind: 'list',
    default: [],
    description:
      'Generations of the semantic conventions: `http`, `http/dup`, `database`, `database/dup`. Read by the instrumentations themselves.',
    hidden: true,
  },
  OTEL_FASTIFY_IGNORE_PATHS: {
    kind: 'text',
    unset: 'none',
    description: 'Routes of fastify that have no spans of their own, as a glob: `/health/**`.',
    hidden: true,
  },
} as const satisfies SettingTable;
