import { type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import { patchFunction } from '../../../patch-function';
import { fail, startMessageSpan } from '../message-span';
import type { JetStreamMessage } from '../types';
import { type Delivery, deliveryOf } from './delivery';

type Settlement = 'ack' | 'nak' | 'term';
const SETTLEMENTS: readonly Settlement[] = ['ack', 'nak', 'term'];

/** Has settlements of traced messages traced, below the message's span; returns functions that undo it. */
export function patchMessage(
  prototype: JetStreamMessage,
  instruments: { readonly tracer: Tracer },
): (() => void)[] {
  const begin = (message: JetStreamMessage, name: Settlement) =>
    beginSettlement(instruments.tracer, message, name);
  const { ackAck } = prototype;
  return [
    ...SETTLEMENTS.map(name => patchSettlement(prototype, name, begin)),
    patchFunction(prototype, 'ackAck', async function (...args) {
      const settled = begin(this, 'ack');
      try {
        const answer = await ackAck.apply(this, args);
        settled?.end();
        return answer;
      } catch (error) {
        settled?.fail(error);
        throw error;
      }
    }),
  ];
}

function patchSettlement(
  prototype: JetStreamMessage,
  name: Settlement,
  begin: (message: JetStreamMessage, name: Settlement) => Settling | undefined,
): () => void {
  const settle = prototype[name];
  return patchFunction(prototype, name, function (...args) {
    const settled = begin(this, name);
    try {
      settle.apply(this, args);
      settled?.end();
    } catch (error) {
      settled?.fail(error);
      throw error;
    }
  });
}

interface Settling {
  end(): void;
  fail(error: unknown): void;
}

/** The client ignores a second settlement. */
function beginSettlement(tracer: Tracer, message: JetStreamMessage, name: Settlement): Settling | undefined {
  const delivery = message.didAck ? undefined : deliveryOf(message);
  if (delivery === undefined) return undefined;
  const { context, operation } = delivery;
  const span = startMessageSpan(tracer, { ...operation, name, kind: SpanKind.CLIENT }, context);
  return settlementOf(span, delivery);
}

function settlementOf(span: Span, delivery: Delivery): Settling {
  return {
    end() {
      span.end();
      if (delivery.endsSettled) delivery.leave();
    },
    fail: error => fail(span, error),
  };
}
