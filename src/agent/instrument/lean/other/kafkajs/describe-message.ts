import type { Span } from '@opentelemetry/api';
import type { Message } from './types';

/** Sets the attributes that belong to a single message. */
export function describeMessage(span: Span, { key, value, offset }: Message): void {
  if (key) {
    span.setAttribute('messaging.kafka.message.key', String(key));
    if (value === null) span.setAttribute('messaging.kafka.message.tombstone', true);
  }
  if (offset !== undefined) span.setAttribute('messaging.kafka.offset', offset);
}
