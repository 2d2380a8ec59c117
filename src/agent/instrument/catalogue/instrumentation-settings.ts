import type { ResolvedConfig } from '../../../shared/config';
import type { FunctionHost, InstrumentationSettings } from './row';

/** Reads the settings of instrumentations. */
export function instrumentationSettings(
  { get, signals }: ResolvedConfig,
  functions: FunctionHost,
): InstrumentationSettings {
  const middleware: readonly string[] = get('OTEL_AGENT_MIDDLEWARE_SPANS');
  const ofRules = get('OTEL_AGENT_SPAN_ATTRIBUTES')?.headers;
  const headers = (given: readonly string[], of: string) => [
    ...new Set([...given, ...(ofRules?.[of] ?? [])]),
  ];
  return {
    middlewareSpans: framework => middleware.includes(framework),
    graphqlResolveSpans: get('OTEL_AGENT_GRAPHQL_RESOLVE_SPANS'),
    captureMessages: get('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'),
    redactQuery: get('OTEL_AGENT_REDACT_QUERY'),
    rawStatements: get('OTEL_AGENT_DB_STATEMENT') === 'raw',
    fastifyIgnorePaths: get('OTEL_FASTIFY_IGNORE_PATHS') || undefined,
    sendMetrics: signals.metrics.exporters.length > 0,
    sendLogs: signals.logs.exporters.length > 0,
    functions,
    captureHeaders: {
      client: {
        requestHeaders: headers(
          get('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS'),
          'CLIENT_CAPTURE_REQUEST',
        ),
        responseHeaders: headers(
          get('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS'),
          'CLIENT_CAPTURE_RESPONSE',
        ),
      },
      server: {
        requestHeaders: headers(
          get('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS'),
          'SERVER_CAPTURE_REQUEST',
        ),
        responseHeaders: headers(
          get('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS'),
          'SERVER_CAPTURE_RESPONSE',
        ),
      },
    },
  };
}
