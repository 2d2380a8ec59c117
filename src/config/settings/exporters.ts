import type { SettingTable } from '../setting';

const rules = {
  whole: { none: [] },
  alias: { logging: 'console', 'logging-otlp': 'otlp/stdout' },
  gone: { jaeger: 'names the Jaeger exporter, which OpenTelemetry has removed (Jaeger takes otlp)' },
} as const;

/** Where each signal goes. */
export const exporterSettings = {
  OTEL_TRACES_EXPORTER: {
    kind: 'words',
    words: ['otlp', 'otlp/stdout', 'console', 'zipkin'],
    ...rules,
    default: ['otlp'],
    description:
      'Where spans go. `none` makes none; `otlp/stdout` prints one line of OTLP JSON for each batch.',
    common: true,
  },
  OTEL_METRICS_EXPORTER: {
    kind: 'words',
    words: ['otlp', 'otlp/stdout', 'console', 'prometheus'],
    ...rules,
    default: ['otlp'],
    description: 'Where metrics go. `prometheus` serves them to be scraped.',
    common: true,
  },
  OTEL_LOGS_EXPORTER: {
    kind: 'words',
    words: ['otlp', 'otlp/stdout', 'console'],
    ...rules,
    default: ['otlp'],
    description: 'Where records of pino, winston and bunyan go besides their own output.',
    common: true,
  },
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: {
    kind: 'url',
    unset: 'http://localhost:9411/api/v2/spans',
    description: 'Where the zipkin exporter posts spans.',
  },
  OTEL_EXPORTER_ZIPKIN_TIMEOUT: {
    kind: 'timeout',
    default: 10_000,
    description: 'How long one request of the zipkin exporter may take.',
  },
  OTEL_EXPORTER_PROMETHEUS_HOST: {
    kind: 'text',
    default: 'localhost',
    description: 'Address on which the prometheus exporter listens.',
  },
  OTEL_EXPORTER_PROMETHEUS_PORT: {
    kind: 'count',
    min: 0,
    max: 65_535,
    default: 9464,
    description: 'Port on which the prometheus exporter listens.',
  },
} as const satisfies SettingTable;
