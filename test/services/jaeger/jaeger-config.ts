import path from 'node:path';

/** The ports that one Jaeger listens on. */
export interface JaegerPorts {
  readonly otlp: number;
  readonly query: number;
  readonly queryGrpc: number;
  readonly health: number;
}

/** Jaeger's configuration: OTLP in, traces in Badger's files, so that accepted spans outlive kill -9. */
export function jaegerConfig({
  folder,
  host,
  ports,
}: {
  folder: string;
  host: string;
  ports: JaegerPorts;
}): object {
  const listen = (port: number) => ({ endpoint: `${host}:${port}` });
  const directories = { keys: path.join(folder, 'keys'), values: path.join(folder, 'values') };
  return {
    receivers: { otlp: { protocols: { grpc: listen(ports.otlp) } } },
    // No batch processor: it would answer for spans that are not in the store yet.
    exporters: { jaeger_storage_exporter: { trace_storage: 'store' } },
    extensions: {
      jaeger_storage: { backends: { store: { badger: { directories, ephemeral: false } } } },
      jaeger_query: {
        storage: { traces: 'store' },
        http: listen(ports.query),
        grpc: listen(ports.queryGrpc),
      },
      healthcheckv2: { use_v2: true, http: listen(ports.health) },
    },
    service: {
      extensions: ['jaeger_storage', 'jaeger_query', 'healthcheckv2'],
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
    },
  };
}
