import type { SettingTable } from '../setting';

/** The OTLP exporter, for all signals at once (OTLP exporter specification). */
export const otlpSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    kind: 'endpoint',
    unset: 'http://localhost:4317, http://localhost:4318 for http',
    description:
      'Collector that telemetry is sent to. Over HTTP, `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended.',
    flag: 'endpoint',
    common: true,
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    kind: 'word',
    words: ['grpc', 'http/protobuf', 'http/json'],
    unset: 'grpc; http/protobuf for an endpoint on port 4318 or with a path',
    description: 'How telemetry is sent.',
    flag: 'protocol',
    common: true,
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    kind: 'headers',
    description: 'Headers of every export request, percent-encoded: `api-key=abc,tenant=shop`.',
    flag: 'headers',
    secret: true,
    common: true,
  },
  OTEL_EXPORTER_OTLP_TIMEOUT: {
    kind: 'timeout',
    default: 10_000,
    description: 'How long one export request may take.',
    flag: 'export-timeout',
  },
  OTEL_EXPORTER_OTLP_COMPRESSION: {
    kind: 'word',
    words: ['none', 'gzip'],
    default: 'none',
    description: 'How export requests are compressed.',
    flag: 'compression',
  },
  OTEL_EXPORTER_OTLP_INSECURE: {
    kind: 'boolean',
    default: false,
    description: 'Send without TLS to an endpoint that is given without `http://` or `https://`.',
    flag: 'insecure',
  },
  OTEL_EXPORTER_OTLP_CERTIFICATE: {
    kind: 'pemFile',
    unset: "Node.js's certificate authorities",
    description: 'Certificate authorities that the Collector is trusted by.',
    flag: 'certificate',
  },
  OTEL_EXPORTER_OTLP_CLIENT_KEY: {
    kind: 'pemFile',
    description: 'Private key for client authentication (mTLS).',
    flag: 'client-key',
  },
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: {
    kind: 'pemFile',
    description: 'Certificate chain for client authentication (mTLS).',
    flag: 'client-certificate',
  },
} as const satisfies SettingTable;

/** The same for traces alone. */
export const otlpTracesSettings = {
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    kind: 'endpoint',
    unset: 'from OTEL_EXPORTER_OTLP_ENDPOINT',
    description: 'Where traces are sent. Over HTTP the URL is used as it is, nothing is appended.',
    flag: 'traces-endpoint',
    hidden: true,
  },
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: { like: 'OTEL_EXPORTER_OTLP_PROTOCOL', only: 'traces' },
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: { like: 'OTEL_EXPORTER_OTLP_HEADERS', only: 'traces' },
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: { like: 'OTEL_EXPORTER_OTLP_TIMEOUT', only: 'traces' },
  OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: { like: 'OTEL_EXPORTER_OTLP_COMPRESSION', only: 'traces' },
  OTEL_EXPORTER_OTLP_TRACES_INSECURE: {
    like: 'OTEL_EXPORTER_OTLP_INSECURE',
    only: 'traces',
    formerly: ['OTEL_EXPORTER_OTLP_SPAN_INSECURE'],
  },
  OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: { like: 'OTEL_EXPORTER_OTLP_CERTIFICATE', only: 'traces' },
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: { like: 'OTEL_EXPORTER_OTLP_CLIENT_KEY', only: 'traces' },
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: {
    like: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
    only: 'traces',
  },
} as const satisfies SettingTable;

/** The same for metrics alone. */
export const otlpMetricsSettings = {
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: {
    kind: 'endpoint',
    unset: 'from OTEL_EXPORTER_OTLP_ENDPOINT',
    description: 'Where metrics are sent. Over HTTP the URL is used as it is, nothing is appended.',
    flag: 'metrics-endpoint',
    hidden: true,
  },
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: { like: 'OTEL_EXPORTER_OTLP_PROTOCOL', only: 'metrics' },
  OTEL_EXPORTER_OTLP_METRICS_HEADERS: { like: 'OTEL_EXPORTER_OTLP_HEADERS', only: 'metrics' },
  OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: { like: 'OTEL_EXPORTER_OTLP_TIMEOUT', only: 'metrics' },
  OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: { like: 'OTEL_EXPORTER_OTLP_COMPRESSION', only: 'metrics' },
  OTEL_EXPORTER_OTLP_METRICS_INSECURE: {
    like: 'OTEL_EXPORTER_OTLP_INSECURE',
    only: 'metrics',
    formerly: ['OTEL_EXPORTER_OTLP_METRIC_INSECURE'],
  },
  OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: { like: 'OTEL_EXPORTER_OTLP_CERTIFICATE', only: 'metrics' },
  OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY: { like: 'OTEL_EXPORTER_OTLP_CLIENT_KEY', only: 'metrics' },
  OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE: {
    like: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
    only: 'metrics',
  },
} as const satisfies SettingTable;

/** The same for logs alone. */
export const otlpLogsSettings = {
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: {
    kind: 'endpoint',
    unset: 'from OTEL_EXPORTER_OTLP_ENDPOINT',
    description: 'Where logs are sent. Over HTTP the URL is used as it is, nothing is appended.',
    flag: 'logs-endpoint',
    hidden: true,
  },
  OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: { like: 'OTEL_EXPORTER_OTLP_PROTOCOL', only: 'logs' },
  OTEL_EXPORTER_OTLP_LOGS_HEADERS: { like: 'OTEL_EXPORTER_OTLP_HEADERS', only: 'logs' },
  OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: { like: 'OTEL_EXPORTER_OTLP_TIMEOUT', only: 'logs' },
  OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: { like: 'OTEL_EXPORTER_OTLP_COMPRESSION', only: 'logs' },
  OTEL_EXPORTER_OTLP_LOGS_INSECURE: { like: 'OTEL_EXPORTER_OTLP_INSECURE', only: 'logs' },
  OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE: { like: 'OTEL_EXPORTER_OTLP_CERTIFICATE', only: 'logs' },
  OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY: { like: 'OTEL_EXPORTER_OTLP_CLIENT_KEY', only: 'logs' },
  OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE: { like: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE', only: 'logs' },
} as const satisfies SettingTable;
