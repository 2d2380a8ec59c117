import type { SettingTable } from '../setting';
import { OFF_BY_DEFAULT } from './off-by-default';

/** Settings of instrumentations: the libraries, and the contents of their spans. */
export const INSTRUMENTATION_SETTINGS = {
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: {
    kind: 'instrumentations',
    unset: `all but ${OFF_BY_DEFAULT.join(', ')}`,
    description: 'Instrumentations that are on, by short name: `http,express,pg`. All others are off.',
    flag: 'enabled-instrumentations',
    common: true,
  },
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: {
    kind: 'instrumentations',
    default: [],
    description: 'Instrumentations that are off, by short name.',
    flag: 'disabled-instrumentations',
    common: true,
  },
  'OTEL_INSTRUMENTATION_<NAME>_ENABLED': {
    kind: 'instrumentationSwitches',
    default: {},
    description:
      'Turns an instrumentation on or off and wins over the lists: `OTEL_INSTRUMENTATION_FS_ENABLED=true`. Other signs in a name become `_`: `NESTJS_CORE`, `SOCKET_IO`.',
    common: true,
  },
  OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED: {
    kind: 'boolean',
    default: true,
    description: 'With `false`, only instrumentations that a list or their own switch names are on.',
  },
  OTEL_AGENT_INSTRUMENTATION_OPTIONS: {
    kind: 'instrumentationOptions',
    hints: true,
    default: {},
    description:
      'Options of instrumentations, by short name: `{"mongodb":{"enhancedDatabaseReporting":true}}`. They win over the other settings of this group. A variable of its own wins over them: `OTEL_INSTRUMENTATION_MONGODB_ENHANCED_DATABASE_REPORTING=true`. All options are listed below.',
  },
  OTEL_AGENT_MIDDLEWARE_SPANS: {
    kind: 'wordsOrSwitch',
    words: ['express', 'connect', 'koa', 'router', 'restify', 'fastify'],
    default: [],
    description:
      'Spans for middleware and hooks, of all frameworks or of a list. Routes and request handlers have spans without it.',
  },
  OTEL_AGENT_GRAPHQL_RESOLVE_SPANS: {
    kind: 'switch',
    default: false,
    description: 'Spans for the fields that GraphQL resolves.',
  },
  OTEL_AGENT_LEAN: {
    kind: 'switch',
    hints: /off|false/i,
    default: true,
    description:
      "Puts the agent's own cheaper pieces in the place of upstream's, with equal spans and metrics. `off` uses upstream's throughout: instrumentations, context manager, processors and OTLP exporters, which lose the last spans at an abrupt end, and whose retries delay a natural one by up to 30 s.",
  },
  OTEL_AGENT_DB_STATEMENT: {
    kind: 'word',
    words: ['sanitized', 'raw'],
    default: 'sanitized',
    description:
      'Text of SQL and Redis commands on spans: without literals, or as it was sent. Error messages of databases likewise.',
  },
  OTEL_AGENT_REDACT_QUERY: {
    kind: 'list',
    // Skips plain names, which are correct.
    hints: /[=?&*[\]]/,
    default: [],
    description:
      'Further query parameters whose values are hidden in URLs: `invite,member_id`. Signatures, keys, tokens and passwords are always hidden, except names behind a `-`: `-code`.',
  },
  OTEL_AGENT_REDACT: {
    kind: 'redactionRules',
    unset: 'password; authorization; cookie; set-cookie; api-key; token; secret',
    description:
      'What is hidden in values, beside these keys: known forms, keys and regular expressions, as `email,credit-card,key:customer.*=hash`, or YAML or JSON. `-token` shows a default key, `off` all of them. See docs/redaction.md.',
  },
  OTEL_AGENT_REDACT_HASH_KEY: {
    kind: 'text',
    secret: true,
    unset: 'a key of this process alone',
    description:
      'Key of the hashes that OTEL_AGENT_REDACT puts in the place of values, equal in all services that share it.',
  },
  OTEL_AGENT_SPAN_ATTRIBUTES: {
    kind: 'attributeRules',
    hints: true,
    unset: 'none',
    description:
      'Attributes from parts of requests: `header:x-tenant-id=tenant.id,query:page=app.page,route_param:id=user.id,baggage:plan`, or YAML or JSON with types and bounds. See docs/attributes.md.',
  },
  OTEL_AGENT_SPAN_NAMES: {
    kind: 'nameRules',
    hints: true,
    unset: 'as the instrumentations give them',
    description:
      'Names for finished spans, in YAML or JSON, made of their attributes: `[{match: {kind: server}, name: "{http.request.method} {http.route} {tenant.id}"}]`. See docs/attributes.md.',
  },
  OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: {
    kind: 'list',
    hints: /[^\w,-]/,
    default: [],
    description: 'Request headers that go on server spans.',
    flag: 'http-server-request-headers',
  },
  OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS: {
    kind: 'list',
    hints: /[^\w,-]/,
    default: [],
    description: 'Response headers that go on server spans.',
    flag: 'http-server-response-headers',
  },
  OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS: {
    kind: 'list',
    hints: /[^\w,-]/,
    default: [],
    description: 'Request headers that go on client spans.',
    flag: 'http-client-request-headers',
  },
  OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS: {
    kind: 'list',
    hints: /[^\w,-]/,
    default: [],
    description: 'Response headers that go on client spans.',
    flag: 'http-client-response-headers',
  },
  OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS: {
    kind: 'list',
    unset: 'the methods of RFC 9110, PATCH and QUERY',
    description: 'HTTP methods that are named on spans; others become `_OTHER`.',
    inert: 'the instrumentations name a fixed list',
    hints: true,
    hidden: true,
  },
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: {
    kind: 'boolean',
    default: false,
    description: 'Records prompts and answers of language models on spans and events.',
    hidden: true,
  },
  OTEL_SEMCONV_STABILITY_OPT_IN: {
    kind: 'list',
    default: [],
    description: 'Generations of the semantic conventions: `http`, `http/dup`, `database`, `database/dup`.',
    inert: 'the instrumentations emit the stable conventions alone',
    hints: true,
    hidden: true,
  },
  OTEL_FASTIFY_IGNORE_PATHS: {
    kind: 'text',
    unset: 'none',
    description: 'Routes of fastify that have no spans of their own, as a glob: `/health/**`.',
    hidden: true,
  },
} as const satisfies SettingTable;
