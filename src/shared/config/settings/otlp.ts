import type { SettingTable } from '../setting';

/** Settings of the OTLP exporter for all signals at once (OTLP exporter specification). */
export const OTLP_SETTINGS = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    kind: 'endpoint',
    hints: /\/v1\b/,
    unset: 'http://localhost:4317, http://localhost:4318 for http',
    description:
      'Collector that receives the telemetry: a URL, or `unix:/path` of a socket. Over HTTP, `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended.',
    flag: 'endpoint',
    common: true,
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    kind: 'word',
    words: ['grpc', 'http/protobuf', 'http/json'],
    unset: 'grpc; http/protobuf for an endpoint on port 4318 or with a path',
    description: 'Protocol of export requests.',
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
    description: 'Time limit of an export request.',
    flag: 'export-timeout',
  },
  OTEL_EXPORTER_OTLP_COMPRESSION: {
    kind: 'word',
    words: ['none', 'gzip'],
    default: 'none',
    description: 'Compression of export requests.',
    flag: 'compression',
  },
  OTEL_EXPORTER_OTLP_INSECURE: {
    kind: 'boolean',
    hints: true,
    default: false,
    description: 'Sends without TLS to an endpoint that lacks `http://` and `https://`.',
    flag: 'insecure',
  },
  OTEL_EXPORTER_OTLP_CERTIFICATE: {
    kind: 'pemFile',
    hints: true,
    unset: "Node.js's certificate authorities",
    description: "Certificate authorities of the Collector's certificate.",
    flag: 'certificate',
  },
  OTEL_EXPORTER_OTLP_CLIENT_KEY: {
    kind: 'pemFile',
    hints: true,
    description: 'Private key for client authentication (mTLS).',
    flag: 'client-key',
  },
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: {
    kind: 'pemFile',
    hints: true,
    description: 'Certificate chain for client authentication (mTLS).',
    flag: 'client-certificate',
  },
  OTEL_AGENT_PROXY: {
    kind: 'proxy',
    hints: true,
    unset: 'from HTTPS_PROXY for TLS and gRPC, from HTTP_PROXY for the rest; none to this machine itself',
    description:
      'HTTP proxy between the agent and its receivers, `http://user:password@proxy:3128`; `off` uses none. Hosts in NO_PROXY are reached directly.',
  },
} as const satisfies SettingTable;

/** Settings of the OTLP exporter for traces only. */
export const OTLP_TRACES_SETTINGS = {
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    kind: 'endpoint',
    hints: true,
    unset: 'from OTEL_EXPORTER_OTLP_ENDPOINT',
    description: 'Receiver of traces. Over HTTP the URL is used as it is, nothing is appended.',
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

/** Settings of the OTLP exporter for metrics only. */
export const OTLP_METRICS_SETTINGS = {
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: {
    kind: 'endpoint',
    hints: true,
    unset: 'from OTEL_EXPORTER_OTLP_ENDPOINT',
    description: 'Receiver of metrics. Over HTTP the URL is used as it is, nothing is appended.',
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

/** Settings of the OTLP exporter for logs only. */
export const OTLP_LOGS_SETTINGS = {
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: {
    kind: 'endpoint',
    hints: true,
    unset: 'from OTEL_EXPORTER_OTLP_ENDPOINT',
    description: 'Receiver of logs. Over HTTP the URL is used as it is, nothing is appended.',
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
