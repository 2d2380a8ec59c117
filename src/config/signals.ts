import type { GetValue, ReportConflict } from './get-value';
import type { Address } from './kinds/addresses';
import { grpcUrl, hasPath, httpUrl, type OtlpProtocol, protocolFor } from './otlp-address';
import type { SettingName, Value } from './settings';

/** Bytes of PEM files. `key` and `cert` are there together or not at all. */
interface TlsFiles {
  readonly ca: Buffer | undefined;
  readonly key: Buffer | undefined;
  readonly cert: Buffer | undefined;
}

/** Where and how one signal leaves. The OTLP part counts when `exporters` holds otlp. */
export interface SignalExport<Exporter extends string = string> {
  /** Empty for none. */
  readonly exporters: readonly Exporter[];
  readonly protocol: OtlpProtocol;
  /** gRPC: `http://host:port` or `https://host:port`. HTTP: the whole URL of the signal. No credentials in it. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly compression: 'none' | 'gzip';
  /** Without TLS. */
  readonly insecure: boolean;
  readonly tls: TlsFiles;
}

/** The export of every signal. */
export interface Signals {
  readonly traces: SignalExport<Value<'OTEL_TRACES_EXPORTER'>[number]>;
  readonly metrics: SignalExport<Value<'OTEL_METRICS_EXPORTER'>[number]>;
  readonly logs: SignalExport<Value<'OTEL_LOGS_EXPORTER'>[number]>;
}

type SignalPrefix = 'TRACES' | 'METRICS' | 'LOGS';
type OtlpExport = Omit<SignalExport, 'exporters'>;

/** Effective exports by the OTLP exporter specification ("Configuration Options", "Endpoint URLs for OTLP/HTTP"). */
export function signalsOf(get: GetValue, report: ReportConflict): Signals {
  return {
    traces: { exporters: get('OTEL_TRACES_EXPORTER'), ...otlpOf('TRACES', get, report) },
    metrics: { exporters: get('OTEL_METRICS_EXPORTER'), ...otlpOf('METRICS', get, report) },
    logs: { exporters: get('OTEL_LOGS_EXPORTER'), ...otlpOf('LOGS', get, report) },
  };
}

function otlpOf(signal: SignalPrefix, get: GetValue, report: ReportConflict): OtlpExport {
  const prefix = `OTEL_EXPORTER_OTLP_${signal}_` as const;
  const own = get(`${prefix}ENDPOINT`);
  const address = own ?? get('OTEL_EXPORTER_OTLP_ENDPOINT');
  const endpointName = own === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : (`${prefix}ENDPOINT` as const);
  const protocol = get(`${prefix}PROTOCOL`) ?? protocolFor(address);
  const appendedPath = own === undefined ? `v1/${signal.toLowerCase()}` : undefined;
  const url = urlFor(protocol, address, appendedPath, get(`${prefix}INSECURE`));
  if (address !== undefined) checkAddress(address, endpointName, protocol, url, report);
  return {
    protocol,
    url,
    headers: withCredentials(get(`${prefix}HEADERS`) ?? {}, address),
    timeoutMs: get(`${prefix}TIMEOUT`),
    compression: get(`${prefix}COMPRESSION`),
    insecure: url.startsWith('http:'),
    tls: tlsOf(prefix, get, report),
  };
}

function urlFor(
  protocol: OtlpProtocol,
  address: Address | undefined,
  path: string | undefined,
  insecure: boolean,
): string {
  return protocol === 'grpc' ? grpcUrl(address, insecure) : httpUrl(address, path, insecure);
}

function checkAddress(
  address: Address,
  name: SettingName,
  protocol: OtlpProtocol,
  url: string,
  report: ReportConflict,
): void {
  const shown = url.split('/', 3).join('/');
  if (protocol === 'grpc') {
    if (hasPath(address)) report(name, 'has a path, which OTLP over gRPC does not have', shown);
  } else if (address.scheme === undefined) {
    report(name, 'has no http:// or https://, which OTLP over HTTP needs', shown);
  }
}

// `http://user:password@host` would be dropped by some HTTP clients and logged by others; as a header it is neither.
function withCredentials(headers: Readonly<Record<string, string>>, address: Address | undefined) {
  if (address?.credentials === undefined || headers.authorization !== undefined) return headers;
  return { ...headers, authorization: `Basic ${Buffer.from(address.credentials).toString('base64')}` };
}

function tlsOf(
  prefix: `OTEL_EXPORTER_OTLP_${SignalPrefix}_`,
  get: GetValue,
  report: ReportConflict,
): TlsFiles {
  const ca = get(`${prefix}CERTIFICATE`)?.bytes;
  const key = get(`${prefix}CLIENT_KEY`)?.bytes;
  const cert = get(`${prefix}CLIENT_CERTIFICATE`)?.bytes;
  if ((key === undefined) === (cert === undefined)) return { ca, key, cert };
  if (key === undefined)
    report(`${prefix}CLIENT_CERTIFICATE`, 'has no client key beside it', 'no client certificate');
  else report(`${prefix}CLIENT_KEY`, 'has no client certificate beside it', 'no client certificate');
  return { ca, key: undefined, cert: undefined };
}
