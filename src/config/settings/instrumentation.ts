import { setting } from '../setting';
import {
  instrumentationList,
  instrumentationOptions,
  instrumentationSwitches,
  oneOf,
  onOffOrListOf,
  onOrOff,
  textList,
  trueOrFalse,
} from '../types';

/** Which libraries are instrumented, and what their spans hold. */
export const instrumentationSettings = {
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: setting({
    type: instrumentationList,
    default: undefined,
    unset: 'all but fs, net, dns and host-metrics',
    description: 'Only these are on, by short name: `http,express,pg`.',
    common: true,
  }),
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: setting({
    type: instrumentationList,
    default: [],
    description: 'These are off, by short name.',
    common: true,
  }),
  'OTEL_INSTRUMENTATION_<NAME>_ENABLED': setting({
    type: instrumentationSwitches,
    default: {},
    description:
      'Turns one instrumentation on or off and wins over the lists: `OTEL_INSTRUMENTATION_FS_ENABLED=true`. Other signs in a name become `_`: `NESTJS_CORE`, `SOCKET_IO`.',
    common: true,
  }),
  OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED: setting({
    type: trueOrFalse,
    default: true,
    description: 'With `false`, only instrumentations that a list or their own switch names are on.',
  }),
  OTEL_AGENT_INSTRUMENTATION_OPTIONS: setting({
    type: instrumentationOptions,
    default: {},
    description:
      'Options of instrumentations, by short name: `{"mongodb":{"enhancedDatabaseReporting":true}}`. They win over the other settings of this group.',
  }),
  OTEL_AGENT_MIDDLEWARE_SPANS: setting({
    type: onOffOrListOf(['express', 'connect', 'koa', 'router', 'restify', 'hapi', 'fastify']),
    default: [],
    description:
      'A span for each middleware and hook, for all frameworks or those listed. Routes and request handlers are traced without it.',
  }),
  OTEL_AGENT_GRAPHQL_RESOLVE_SPANS: setting({
    type: onOrOff,
    default: false,
    description: 'A span for each GraphQL field that is resolved.',
  }),
  OTEL_AGENT_DB_STATEMENT: setting({
    type: oneOf(['sanitized', 'raw']),
    default: 'sanitized',
    description: 'Text of SQL and Redis commands on spans: without literals, or as it was sent.',
  }),
  OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: setting({
    type: textList,
    default: [],
    description: 'Request headers that go on server spans.',
  }),
  OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS: setting({
    type: textList,
    default: [],
    description: 'Response headers that go on server spans.',
  }),
  OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS: setting({
    type: textList,
    default: [],
    description: 'Request headers that go on client spans.',
  }),
  OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS: setting({
    type: textList,
    default: [],
    description: 'Response headers that go on client spans.',
  }),
  OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS: setting({
    type: textList,
    default: undefined,
    unset: 'the methods of RFC 9110, PATCH and QUERY',
    description:
      'HTTP methods that are named on spans; others become `_OTHER`. Read by the HTTP instrumentations themselves.',
    hidden: true,
  }),
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: setting({
    type: trueOrFalse,
    default: false,
    description: 'Prompts and answers of language models on events. Read by the instrumentations themselves.',
    hidden: true,
  }),
  OTEL_SEMCONV_STABILITY_OPT_IN: setting({
    type: textList,
    default: [],
    description:
      'Generations of the semantic conventions: `http`, `http/dup`, `database`, `database/dup`. Read by the instrumentations themselves.',
    hidden: true,
  }),
};
