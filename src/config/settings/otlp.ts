import { type Setting, setting } from '../setting';
import { endpoint, headers, oneOf, pemFile, timeout, trueOrFalse } from '../types';

const protocol = oneOf(['grpc', 'http/protobuf', 'http/json']);
const compression = oneOf(['none', 'gzip']);

/** The OTLP exporter, for all signals at once (OTLP exporter specification). */
export const otlpSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: setting({
    type: endpoint,
    default: undefined,
    unset: 'http://localhost:4317, http://localhost:4318 for http',
    description:
      'Collector that telemetry is sent to. Over HTTP, `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended.',
    flag: 'endpoint',
    common: true,
  }),
  OTEL_EXPORTER_OTLP_PROTOCOL: setting({
    type: protocol,
    default: undefined,
    unset: 'grpc; http/protobuf for an endpoint on port 4318',
    description: 'How telemetry is sent.',
    flag: 'protocol',
    common: true,
  }),
  OTEL_EXPORTER_OTLP_HEADERS: setting({
    type: headers,
    default: undefined,
    description: 'Headers of every export request, percent-encoded: `api-key=abc,tenant=shop`.',
    flag: 'headers',
    secret: true,
    common: true,
  }),
  OTEL_EXPORTER_OTLP_TIMEOUT: setting({
    type: timeout,
    default: 10_000,
    description: 'How long one export request may take.',
    flag: 'export-timeout',
  }),
  OTEL_EXPORTER_OTLP_COMPRESSION: setting({
    type: compression,
    default: 'none',
    description: 'How export requests are compressed.',
    flag: 'compression',
  }),
  OTEL_EXPORTER_OTLP_INSECURE: setting({
    type: trueOrFalse,
    default: false,
    description: 'Send without TLS to an endpoint that is given without `http://` or `https://`.',
    flag: 'insecure',
  }),
  OTEL_EXPORTER_OTLP_CERTIFICATE: setting({
    type: pemFile,
    default: undefined,
    unset: "Node.js's certificate authorities",
    description: 'Certificate authorities that the Collector is trusted by.',
    flag: 'certificate',
  }),
  OTEL_EXPORTER_OTLP_CLIENT_KEY: setting({
    type: pemFile,
    default: undefined,
    description: 'Private key for client authentication (mTLS).',
    flag: 'client-key',
  }),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: setting({
    type: pemFile,
    default: undefined,
    description: 'Certificate chain for client authentication (mTLS).',
    flag: 'client-certificate',
  }),
};

type General = typeof otlpSettings;

/** The same rows under a signal's names: OTEL_EXPORTER_OTLP_HEADERS as OTEL_EXPORTER_OTLP_TRACES_HEADERS. */
type ForSignal<S extends string> = {
  [Name in keyof General as Name extends `OTEL_EXPORTER_OTLP_${infer Rest}`
    ? `OTEL_EXPORTER_OTLP_${S}_${Rest}`
    : never]: General[Name];
};

/** One row of `otlpSettings` for each signal; where it is not set, the row for all signals counts. */
export const otlpTracesSettings = forSignal('TRACES', ['OTEL_EXPORTER_OTLP_SPAN_INSECURE']);
export const otlpMetricsSettings = forSignal('METRICS', ['OTEL_EXPORTER_OTLP_METRIC_INSECURE']);
export const otlpLogsSettings = forSignal('LOGS', []);

function forSignal<const S extends string>(signal: S, formerInsecure: readonly string[]): ForSignal<S> {
  const what = signal.toLowerCase();
  const rows: Record<string, Setting> = {};
  for (const [name, { common, ...row }] of Object.entries<Setting>(otlpSettings)) {
    const signalRow = {
      ...row,
      description: `As ${name}, for ${what} alone.`,
      flag: `${what}-${row.flag}`,
      fallback: name,
      hidden: true as const,
    };
    rows[name.replace('OTLP_', `OTLP_${signal}_`)] = signalRow;
  }
  rows[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`] = setting({
    type: endpoint,
    default: undefined,
    unset: 'from OTEL_EXPORTER_OTLP_ENDPOINT',
    description: `Where ${what} are sent. Over HTTP the URL is used as it is, without an appended path.`,
    flag: `${what}-endpoint`,
    hidden: true,
  });
  const insecure = `OTEL_EXPORTER_OTLP_${signal}_INSECURE`;
  rows[insecure] = { ...rows[insecure]!, formerly: formerInsecure };
  return rows as ForSignal<S>;
}
