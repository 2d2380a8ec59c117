import { type Histogram, type Meter, type Tracer, type UpDownCounter, ValueType } from '@opentelemetry/api';
import { attributeSets } from '../attribute-sets';

/** Instruments that record queries and pools. */
export interface Instruments extends MetricInstruments {
  tracer: Tracer;
}

export interface MetricInstruments {
  operationDuration: Histogram;
  connectionCount: UpDownCounter;
  pendingRequests: UpDownCounter;
  connectionMax: UpDownCounter;
}

/** Names, units and boundaries of the semantic conventions. */
export function metricInstruments(meter: Meter): MetricInstruments {
  return {
    operationDuration: meter.createHistogram('db.client.operation.duration', {
      description: 'Duration of database client operations.',
      unit: 's',
      valueType: ValueType.DOUBLE,
      advice: { explicitBucketBoundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] },
    }),
    connectionCount: meter.createUpDownCounter('db.client.connection.count', {
      description: 'The number of connections that are currently in state described by the state attribute.',
      unit: '{connection}',
    }),
    pendingRequests: meter.createUpDownCounter('db.client.connection.pending_requests', {
      description: 'The number of current pending requests for an open connection.',
      unit: '{connection}',
    }),
    connectionMax: meter.createUpDownCounter('db.client.connection.max', {
      description: 'The maximum number of open connections allowed.',
      unit: '{connection}',
    }),
  };
}

/** The attributes of `db.client.operation.duration`, in this order. */
export const durationAttributes = attributeSets([
  'db.namespace',
  'error.type',
  'server.port',
  'server.address',
  'db.operation.name',
  'db.system.name',
]);
