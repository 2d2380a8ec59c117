import { loadChunk } from '../chunks';
import type { SignalExport } from '../config';
import type { Connection } from '../lifecycle/drain';
import { type ConnectionOptions, userAgent } from '../pipeline/transports/connection-options';
import { createConsoleTransport } from '../pipeline/transports/console';
import { lazyTransport } from '../pipeline/transports/lazy';
import type { Signal, Transport } from '../pipeline/types';
import type { TransportsChunk } from '../transports';
import type { SignalsInput } from './signals';

/** One exporter of one signal, before its queue: where it leads and what travels there. */
export interface WayOut {
  readonly signal: Signal;
  readonly exporter: string;
  readonly format: 'otlp-protobuf' | 'otlp-json' | 'zipkin-json' | 'console';
  readonly connection: (ConnectionOptions & Connection) | undefined;
  readonly transport: Transport;
  readonly timeoutMs: number;
}

/** Finds where an exporter leads. Nothing is connected, and no transport code is loaded. */
export function wayOut(
  signal: Signal,
  exporter: string,
  settings: SignalExport,
  input: SignalsInput,
): WayOut {
  const { get } = input.config;
  if (exporter === 'console' || exporter === 'otlp/stdout') {
    const format = exporter === 'console' ? 'console' : 'otlp-json';
    return {
      signal,
      exporter,
      format,
      connection: undefined,
      transport: createConsoleTransport(),
      timeoutMs: 1000,
    };
  }
  const agent = userAgent(input.agentVersion);
  if (exporter === 'zipkin') {
    const connection = {
      url: get('OTEL_EXPORTER_ZIPKIN_ENDPOINT')?.text ?? 'http://localhost:9411/api/v2/spans',
      headers: {},
      compression: 'none',
      userAgent: agent,
      body: 'zipkin-json',
    } as const;
    return remote({
      signal,
      exporter,
      format: 'zipkin-json',
      connection,
      timeoutMs: get('OTEL_EXPORTER_ZIPKIN_TIMEOUT'),
    });
  }
  const { url, headers, compression, tls, protocol, timeoutMs } = settings;
  const format = protocol === 'http/json' ? 'otlp-json' : 'otlp-protobuf';
  const body = protocol === 'grpc' ? 'grpc' : format;
  const files = Object.fromEntries(Object.entries(tls).filter(([, file]) => file !== undefined));
  return remote({
    signal,
    exporter,
    format,
    timeoutMs,
    connection: { url, headers, compression, tls: files, userAgent: agent, body },
  });
}

function remote(way: Omit<WayOut, 'transport'>): WayOut {
  const { connection } = way;
  return {
    ...way,
    transport: lazyTransport(() => loadChunk<TransportsChunk>('transports').connect(connection!)),
  };
}

/** The receiver as messages name it: without a path, and without credentials. */
export function destinationOf({ exporter, connection }: WayOut): string {
  if (connection === undefined) return 'stdout';
  const origin = connection.url.replace(/^(https?:\/\/)(?:[^/@]*@)?([^/]*).*$/, '$1$2');
  return exporter === 'zipkin' ? `Zipkin at ${origin}` : `the Collector at ${origin}`;
}
