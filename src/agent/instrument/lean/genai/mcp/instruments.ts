import { type Histogram, type Meter, type Tracer, ValueType } from '@opentelemetry/api';
import { attributeSets } from '../../attribute-sets';

export interface Instruments extends MetricInstruments {
  tracer: Tracer;
}

export interface MetricInstruments {
  client: Histogram;
  server: Histogram;
}

/** Names, units and boundaries of the semantic conventions. */
export function metricInstruments(meter: Meter): MetricInstruments {
  const seconds = (name: string, description: string) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      valueType: ValueType.DOUBLE,
      advice: { explicitBucketBoundaries: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300] },
    });
  return {
    client: seconds(
      'mcp.client.operation.duration',
      'The duration of the MCP request or notification as observed on the sender from the time it was sent until the response or ack is received.',
    ),
    server: seconds(
      'mcp.server.operation.duration',
      'MCP request or notification duration as observed on the receiver from the time it was received until the result or ack is sent.',
    ),
  };
}

/** Attributes of both metrics, in this order. */
export const durationAttributes = attributeSets([
  'mcp.method.name',
  'mcp.protocol.version',
  'gen_ai.operation.name',
  'gen_ai.tool.name',
  'gen_ai.prompt.name',
  'network.transport',
  'server.address',
  'server.port',
  'error.type',
  'rpc.response.status_code',
]);
