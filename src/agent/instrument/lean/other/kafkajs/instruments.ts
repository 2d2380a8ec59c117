import type { Attributes, Meter } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { attributeSets } from '../../attribute-sets';
import type { Emitter, Instruments, Metrics, RequestEvent } from './types';

const DURATION = {
  advice: {
    explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
};

/** Upstream's instruments, which have neither a unit nor a description. */
export function createMetrics(meter: Meter): Metrics {
  return {
    clientDuration: meter.createHistogram('messaging.client.operation.duration', DURATION),
    sentMessages: meter.createCounter('messaging.client.sent.messages'),
    consumedMessages: meter.createCounter('messaging.client.consumed.messages'),
    processDuration: meter.createHistogram('messaging.process.duration', DURATION),
  };
}

type MessageAttributes = (
  topic: string,
  partition: string | undefined,
  errorType: string | undefined,
) => Attributes;

/** Attributes of messages; a set belongs to a single instrument. */
function messageAttributes(operation: string): MessageAttributes {
  const sets = attributeSets([
    'messaging.system',
    'messaging.operation.name',
    'messaging.destination.name',
    'messaging.destination.partition.id',
    'error.type',
  ]);
  return (topic, partition, errorType) => sets('kafka', operation, topic, partition, errorType);
}

export const sentAttributes = messageAttributes('send');
export const consumedAttributes = messageAttributes('process');
export const durationAttributes = messageAttributes('process');

const requestAttributes = attributeSets([
  'messaging.system',
  'messaging.operation.name',
  'server.address',
  'server.port',
]);

/** Measures the requests of a producer or consumer. */
export function measureRequests(instruments: Instruments, client: Emitter): void {
  const { events, on } = client;
  if (!events?.REQUEST || typeof on !== 'function') return;
  on.call(client, events.REQUEST, event => {
    try {
      record(instruments, event);
    } catch (error) {
      ownDiag.error('kafkajs: a request could not be measured', error);
    }
  });
}

function record({ clientDuration }: Instruments, { payload }: RequestEvent): void {
  const { broker, duration, apiName } = payload;
  const colon = broker.lastIndexOf(':');
  const port = Number.parseInt(broker.slice(colon + 1), 10);
  clientDuration.record(
    duration / 1000,
    requestAttributes('kafka', String(apiName), broker.slice(0, colon), port),
  );
}
