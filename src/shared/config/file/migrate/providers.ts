import { resolve } from 'node:path';
import type { Destination } from '../../../otlp/destination';
import type { Target } from '../../derived/signals';
import type { ResolvedConfig } from '../../resolved-config';
import type { SettingName } from '../../settings';
import { literal, plainValue, reference, type Tree, timeout } from './values';

type Prefix = 'TRACES' | 'METRICS' | 'LOGS';

/** Parts of each signal's provider, beside its limits. */
export const providersOf = {
  traces: (config: ResolvedConfig): Tree => ({ processors: processorsOf(config, 'traces', 'BSP') }),
  logs: (config: ResolvedConfig): Tree => ({ processors: processorsOf(config, 'logs', 'BLRP') }),
  metrics: (config: ResolvedConfig): Tree => ({ readers: readersOf(config) }),
};

function processorsOf(config: ResolvedConfig, signal: 'traces' | 'logs', prefix: 'BSP' | 'BLRP'): Tree[] {
  const rules = given(config, {
    schedule_delay: `OTEL_${prefix}_SCHEDULE_DELAY`,
    export_timeout: `OTEL_${prefix}_EXPORT_TIMEOUT`,
    max_queue_size: `OTEL_${prefix}_MAX_QUEUE_SIZE`,
    max_export_batch_size: `OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`,
  });
  const name = signal === 'traces' ? 'TRACES' : 'LOGS';
  return config.signals[signal].targets.map(target => ({
    batch: { ...rules, exporter: exporterOf(config, name, target) },
  }));
}

function readersOf(config: ResolvedConfig): Tree[] {
  const { targets, exporters } = config.signals.metrics;
  const rules = given(config, {
    interval: 'OTEL_METRIC_EXPORT_INTERVAL',
    timeout: 'OTEL_METRIC_EXPORT_TIMEOUT',
  });
  const readers: Tree[] = targets.map(target => ({
    periodic: { ...rules, exporter: exporterOf(config, 'METRICS', target) },
  }));
  if (exporters.includes('prometheus')) {
    const options = given(config, {
      host: 'OTEL_EXPORTER_PROMETHEUS_HOST',
      port: 'OTEL_EXPORTER_PROMETHEUS_PORT',
    });
    readers.push({ pull: { exporter: { 'prometheus/development': options } } });
  }
  return readers;
}

function exporterOf(config: ResolvedConfig, prefix: Prefix, { exporter, destination }: Target): Tree {
  const aggregation = prefix === 'METRICS' ? aggregationOf(config) : {};
  if (exporter === 'console') return { console: aggregation };
  if (destination === undefined) return { 'otlp_file/development': aggregation };
  if (exporter === 'zipkin') {
    const { url, timeoutMs } = destination;
    const name = 'OTEL_EXPORTER_ZIPKIN_ENDPOINT';
    const endpoint = config.get(name)?.credentials === undefined ? literal(url) : reference(name);
    return { zipkin: { endpoint, timeout: timeout(timeoutMs) } };
  }
  const isGrpc = destination.protocol === 'grpc';
  const options = {
    endpoint: endpointOf(config, prefix, destination),
    ...(destination.protocol === 'http/json' && { encoding: 'json' }),
    ...tlsOf(config, prefix),
    ...headersOf(config, prefix),
    ...(destination.compression === 'gzip' && { compression: 'gzip' }),
    timeout: timeout(destination.timeoutMs),
    ...aggregation,
  };
  return { [isGrpc ? 'otlp_grpc' : 'otlp_http']: options };
}

/** The whole address of requests; one with a password stays in the environment. */
function endpointOf({ get }: ResolvedConfig, prefix: Prefix, { protocol, url }: Destination): string {
  const own = `OTEL_EXPORTER_OTLP_${prefix}_ENDPOINT` as const;
  const base = 'OTEL_EXPORTER_OTLP_ENDPOINT';
  if (get(own)?.credentials !== undefined) return reference(own);
  if (get(own) !== undefined || get(base)?.credentials === undefined) return literal(url);
  if (protocol === 'grpc') return reference(base);
  const isOpen = get(base)!.text.endsWith('/');
  return `${reference(base)}${isOpen ? '' : '/'}v1/${prefix.toLowerCase()}`;
}

/** Headers are secrets: the file names the variable that has them. */
function headersOf({ given: all }: ResolvedConfig, prefix: Prefix): Tree {
  const own = `OTEL_EXPORTER_OTLP_${prefix}_HEADERS`;
  const name = all.has(own) ? own : 'OTEL_EXPORTER_OTLP_HEADERS';
  return all.has(name) ? { headers_list: reference(name) } : {};
}

function tlsOf({ get }: ResolvedConfig, prefix: Prefix): Tree {
  const files = {
    ca_file: get(`OTEL_EXPORTER_OTLP_${prefix}_CERTIFICATE`),
    key_file: get(`OTEL_EXPORTER_OTLP_${prefix}_CLIENT_KEY`),
    cert_file: get(`OTEL_EXPORTER_OTLP_${prefix}_CLIENT_CERTIFICATE`),
  };
  const named = Object.entries(files).flatMap(([key, file]) =>
    file === undefined ? [] : [[key, literal(resolve(file.path))] as const],
  );
  return named.length === 0 ? {} : { tls: Object.fromEntries(named) };
}

function aggregationOf(config: ResolvedConfig): Tree {
  const { temporality_preference: temporality, ...others } = given(config, {
    temporality_preference: 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
    default_histogram_aggregation: 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
  });
  if (temporality === undefined) return others;
  return {
    temporality_preference: String(temporality).toLowerCase().replace('lowmemory', 'low_memory'),
    ...others,
  };
}

/** Given settings, by their keys in the file. */
function given({ given: all }: ResolvedConfig, names: Readonly<Record<string, SettingName>>): Tree {
  const entries = Object.entries(names).flatMap(([key, name]) => {
    const value = all.get(name);
    return value === undefined ? [] : [[key, plainValue(name, value)] as const];
  });
  return Object.fromEntries(entries);
}
