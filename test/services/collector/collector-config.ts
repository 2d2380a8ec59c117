import path from 'node:path';

export type Signal = 'traces' | 'metrics' | 'logs';

/** Options of a test's Collector; each has a default. */
export interface CollectorOptions {
  /** The signals it takes; it answers UNIMPLEMENTED or 404 to others. Default: all three. */
  readonly signals?: readonly Signal[];
  /** TLS on the OTLP ports: paths of PEM files; with `clientCaFile` it asks for a client certificate too. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly clientCaFile?: string };
  /** Time in ms that it gathers before it writes. Default: 10. */
  readonly batchTimeoutMs?: number;
  /** The largest request it takes over gRPC, in MiB, and over HTTP. Default: the receiver's own (4 and 20). */
  readonly maxRequestMiB?: number;
  /** Sends everything on to another OTLP/HTTP endpoint too, through a queue kept on disk (file_storage). */
  readonly forwardTo?: string;
  /** Takes profiles, too: OTLP's `v1development`. */
  readonly profiles?: boolean;
  /** Sends spans on to this address of a Zipkin as well. */
  readonly zipkinTo?: string;
}

/** The ports that one Collector listens on. */
export interface CollectorPorts {
  readonly grpc: number;
  readonly http: number;
  readonly zipkin: number;
  readonly health: number;
}

/** The file in the Collector's folder that it writes: OTLP JSON, one request a line. */
export const telemetryFile = 'telemetry.jsonl';

/** The Collector's configuration. It listens on `host`: loopback, or all of its container. */
export function collectorConfig(
  options: CollectorOptions,
  { folder, host, ports }: { folder: string; host: string; ports: CollectorPorts },
): object {
  const listen = (port: number) => ({ endpoint: `${host}:${port}` });
  const signals = options.signals ?? ['traces', 'metrics', 'logs'];
  const exporters = options.forwardTo ? ['file', 'otlp_http'] : ['file'];
  const processors = ['memory_limiter', 'batch'];
  const pipeline = (signal: Signal) => ({
    receivers: signal === 'traces' ? ['otlp', 'zipkin'] : ['otlp'],
    processors,
    exporters: signal === 'traces' && options.zipkinTo ? [...exporters, 'zipkin'] : exporters,
  });
  return {
    receivers: { otlp: { protocols: protocols(options, listen, ports) }, zipkin: listen(ports.zipkin) },
    processors: {
      memory_limiter: { check_interval: '1s', limit_mib: 512 },
      batch: { timeout: `${options.batchTimeoutMs ?? 10}ms` },
    },
    exporters: {
      // Appending, so that a Collector that comes back goes on where it was.
      file: { path: path.join(folder, telemetryFile), append: true, flush_interval: '10ms' },
      ...(options.zipkinTo && { zipkin: { endpoint: options.zipkinTo } }),
      ...(options.forwardTo && {
        otlp_http: {
          endpoint: options.forwardTo,
          sending_queue: { storage: 'file_storage' },
          retry_on_failure: { initial_interval: '100ms', max_interval: '500ms' },
        },
      }),
    },
    extensions: {
      health_check: listen(ports.health),
      ...(options.forwardTo && { file_storage: { directory: folder } }),
    },
    service: {
      extensions: options.forwardTo ? ['health_check', 'file_storage'] : ['health_check'],
      pipelines: {
        ...Object.fromEntries(signals.map(signal => [signal, pipeline(signal)])),
        ...(options.profiles && { profiles: { receivers: ['otlp'], exporters: ['file'] } }),
      },
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
    },
  };
}

function protocols(
  { tls, maxRequestMiB }: CollectorOptions,
  listen: (port: number) => object,
  ports: CollectorPorts,
): object {
  const security = tls && {
    tls: { cert_file: tls.certFile, key_file: tls.keyFile, client_ca_file: tls.clientCaFile },
  };
  return {
    grpc: {
      ...listen(ports.grpc),
      ...security,
      ...(maxRequestMiB && { max_recv_msg_size_mib: maxRequestMiB }),
    },
    http: {
      ...listen(ports.http),
      ...security,
      ...(maxRequestMiB && { max_request_body_size: maxRequestMiB * 1_024 * 1_024 }),
    },
  };
}
