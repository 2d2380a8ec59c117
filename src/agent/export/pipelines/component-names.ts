import type { Attributes } from '@opentelemetry/api';
import type { Signal } from '../types';
import type { Pipeline } from './pipeline';

/** Attributes that name a component of a type. */
export type NameComponent = (type: string) => Attributes;

/** Names components as the conventions ask for: `otlp_grpc_span_exporter/0`. */
export function componentNames(): NameComponent {
  const counts = new Map<string, number>();
  return type => {
    const index = counts.get(type) ?? 0;
    counts.set(type, index + 1);
    return { 'otel.component.type': type, 'otel.component.name': `${type}/${index}` };
  };
}

/** Attributes of a pipeline's exporter, with its receiver. */
export function exporterAttributes(
  { signal, destination }: Pick<Pipeline, 'signal' | 'destination'>,
  nameOf: NameComponent,
): Attributes {
  const way = destination === undefined ? 'console' : PROTOCOLS[destination.protocol];
  const server =
    destination === undefined || destination.socketPath !== undefined
      ? {}
      : { 'server.address': destination.host, 'server.port': destination.port };
  return { ...nameOf(`${way}_${ITEMS[signal]}_exporter`), ...server };
}

const PROTOCOLS = {
  grpc: 'otlp_grpc',
  'http/protobuf': 'otlp_http',
  'http/json': 'otlp_http_json',
  'zipkin/json': 'zipkin_http',
} as const;

const ITEMS: Readonly<Record<Signal, string>> = { traces: 'span', logs: 'log', metrics: 'metric' };
