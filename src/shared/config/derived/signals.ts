import { type Destination, originOf, type TlsFiles } from '../../otlp/destination';
import type { Address } from '../kinds/addresses';
import type { GetValue, ReportConflict } from '../read/get-value';
import type { SettingName } from '../settings';
import type { BatchRules } from './batching';
import { hasPath, locate, type OtlpProtocol, protocolFor, withCredentials } from './otlp-address';

/** Export of a signal. The OTLP part counts if `exporters` holds otlp. */
export interface SignalExport extends Destination {
  /** Empty for none. */
  readonly exporters: readonly string[];
  /** All exporters with their receivers; an exporter without a receiver writes to stdout. */
  readonly targets: readonly Target[];
}

/** Exporter of a signal. */
export interface Target {
  readonly exporter: string;
  readonly destination: Destination | undefined;
  /** Its own rules, where a file has several processors; those of its signal otherwise. */
  readonly batching?: BatchRules;
}

/** Exports of all signals. */
export interface SignalExports {
  readonly traces: SignalExport;
  readonly metrics: SignalExport;
  readonly logs: SignalExport;
}

type SignalPrefix = 'TRACES' | 'METRICS' | 'LOGS';

/**
 * Derives the effective exports by the OTLP exporter specification ("Configuration Options", "Endpoint URLs for
 * OTLP/HTTP").
 */
export function signalsOf(get: GetValue, report: ReportConflict): SignalExports {
  return {
    traces: signalOf('TRACES', get, report),
    metrics: signalOf('METRICS', get, report),
    logs: signalOf('LOGS', get, report),
  };
}

function signalOf(signal: SignalPrefix, get: GetValue, report: ReportConflict): SignalExport {
  const exporters = get(`OTEL_${signal}_EXPORTER`);
  const otlp = otlpOf(signal, get, report);
  return { exporters, targets: targetsOf(exporters, otlp, get), ...otlp };
}

function targetsOf(exporters: readonly string[], otlp: Destination, get: GetValue): Target[] {
  const destinations: Readonly<Record<string, () => Destination>> = {
    otlp: () => otlp,
    zipkin: () => zipkinOf(get),
  };
  return exporters
    .filter(exporter => exporter !== 'prometheus')
    .map(exporter => ({ exporter, destination: destinations[exporter]?.() }));
}

function zipkinOf(get: GetValue): Destination {
  const protocol = 'zipkin/json';
  const address = get('OTEL_EXPORTER_ZIPKIN_ENDPOINT');
  return {
    protocol,
    ...locate(protocol, address, address === undefined ? 'api/v2/spans' : undefined, true),
    headers: withCredentials({}, address),
    timeoutMs: get('OTEL_EXPORTER_ZIPKIN_TIMEOUT'),
    compression: 'none',
    tls: {},
  };
}

function otlpOf(signal: SignalPrefix, get: GetValue, report: ReportConflict): Destination {
  const prefix = `OTEL_EXPORTER_OTLP_${signal}_` as const;
  const own = get(`${prefix}ENDPOINT`);
  const address = own ?? get('OTEL_EXPORTER_OTLP_ENDPOINT');
  const endpointName = own === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : (`${prefix}ENDPOINT` as const);
  const protocol = get(`${prefix}PROTOCOL`) ?? protocolFor(address);
  const appendedPath = own === undefined ? `v1/${signal.toLowerCase()}` : undefined;
  const location = locate(protocol, address, appendedPath, get(`${prefix}INSECURE`));
  if (address !== undefined) checkAddress(address, endpointName, protocol, originOf(location), report);
  return {
    protocol,
    ...location,
    headers: withCredentials(get(`${prefix}HEADERS`) ?? {}, address),
    timeoutMs: get(`${prefix}TIMEOUT`),
    compression: get(`${prefix}COMPRESSION`),
    tls: tlsOf(prefix, get, report),
  };
}

function checkAddress(
  address: Address,
  name: SettingName,
  protocol: OtlpProtocol,
  origin: string,
  report: ReportConflict,
): void {
  if (protocol === 'grpc') {
    if (hasPath(address)) report(name, 'has a path, which OTLP over gRPC does not have', origin);
  } else if (address.scheme === undefined) {
    report(name, 'has no http:// or https://, which OTLP over HTTP needs', origin);
  }
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
