import type { ResolvedConfig } from '../config';
import type { InstrumentationSettings } from './catalogue';

/** What the operator's settings mean for instrumentations. */
export function instrumentationSettings({ get, signals }: ResolvedConfig): InstrumentationSettings {
  const middleware: readonly string[] = get('OTEL_AGENT_MIDDLEWARE_SPANS');
  return {
    middlewareSpans: framework => middleware.includes(framework),
    graphqlResolveSpans: get('OTEL_AGENT_GRAPHQL_RESOLVE_SPANS'),
    rawStatements: get('OTEL_AGENT_DB_STATEMENT') === 'raw',
    fastifyIgnorePaths: get('OTEL_FASTIFY_IGNORE_PATHS') || undefined,
    sendMetrics: signals.metrics.exporters.length > 0,
    sendLogs: signals.logs.exporters.length > 0,
    captureHeaders: {
      client: {
        requestHeaders: [...get('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS')],
        responseHeaders: [...get('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS')],
      },
      server: {
        requestHeaders: [...get('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS')],
        responseHeaders: [...get('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS')],
      },
    },
  };
}
