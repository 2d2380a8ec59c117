import type { SettingTable } from '../setting';

const EXPORTER_RULES = {
  whole: { none: [] },
  alias: { logging: 'console', 'logging-otlp': 'otlp/stdout' },
  gone: { jaeger: 'names the Jaeger exporter, which OpenTelemetry has removed (Jaeger takes otlp)' },
} as const;

/** Settings of the exporters of each signal. */
export const EXPORTER_SETTINGS = {
  OTEL_TRACES_EXPORTER: {
    kind: 'words',
    words: ['otlp', 'otlp/stdout', 'console', 'zipkin'],
    ...EXPORTER_RULES,
    default: ['otlp'],
    description:
      'Exporters of spans. `none` makes no spans; `otlp/stdout` prints one line of OTLP JSON for each batch.',
    common: true,
  },
  OTEL_METRICS_EXPORTER: {
    kind: 'words',
    words: ['otlp', 'otlp/stdout', 'console', 'prometheus'],
    ...EXPORTER_RULES,
    default: ['otlp'],
    description: 'Exporters of metrics. `prometheus` serves them to be scraped.',
    common: true,
  },
  OTEL_LOGS_EXPORTER: {
    kind: 'words',
    words: ['otlp', 'otlp/stdout', 'console'],
    ...EXPORTER_RULES,
    default: ['otlp'],
    description: 'Exporters of log records of pino, winston and bunyan, beside their own output.',
    common: true,
  },
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: {
    kind: 'url',
    hints: true,
    unset: 'http://localhost:9411/api/v2/spans',
    description: 'Address to which the zipkin exporter posts spans.',
  },
  OTEL_EXPORTER_ZIPKIN_TIMEOUT: {
    kind: 'timeout',
    hints: true,
    default: 10_000,
    description: 'Time limit of a request of the zipkin exporter.',
  },
  OTEL_EXPORTER_PROMETHEUS_HOST: {
    kind: 'text',
    hints: true,
    default: 'localhost',
    description: 'Address on which the prometheus exporter listens.',
  },
  OTEL_EXPORTER_PROMETHEUS_PORT: {
    kind: 'count',
    hints: true,
    min: 0,
    max: 65_535,
    default: 9464,
    description: 'Port on which the prometheus exporter listens.',
  },
} as const satisfies SettingTable;
