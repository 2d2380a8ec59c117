import { propagation, type Span, type Tracer, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { isLeftOut } from '../../is-left-out';
import { patchFunction } from '../../patch-function';
import { describeFailure, startExchangeSpan } from './exchange';
import type { Answer, Client, Packet } from './types';

interface Instruments {
  readonly tracer: Tracer;
}

/** Has the messages and events of a class of clients traced; returns functions that undo it. */
export function patchClient(prototype: Client, instruments: Instruments): (() => void)[] {
  const { publish, dispatchEvent } = prototype;
  return [
    patchFunction(prototype, 'publish', function (packet, receive) {
      const caller = activeContext();
      const call = begin(this, packet, false, instruments);
      if (call === undefined) return publish.call(this, packet, receive);
      // The socket would call back in the context of the code that connected.
      const tearDown = publish.call(this, packet, answer => {
        call.note(answer);
        return runInContext(caller, receive, undefined, answer);
      });
      return () => {
        call.end();
        return tearDown?.();
      };
    }),
    patchFunction(prototype, 'dispatchEvent', async function (packet) {
      const call = begin(this, packet, true, instruments);
      try {
        return await dispatchEvent.call(this, packet);
      } catch (error) {
        call?.note({ err: error });
        throw error;
      } finally {
        call?.end();
      }
    }),
  ];
}

/** Begins the span of a packet and puts its context into it. */
function begin(client: Client, packet: Packet, isEvent: boolean, { tracer }: Instruments): Call | undefined {
  const caller = activeContext();
  const above = trace.getSpan(caller);
  if (above !== undefined && isLeftOut(above)) return undefined;
  const { host, port } = client.host === undefined ? (client.options ?? {}) : client;
  const attributes = { ...(host !== undefined && { 'server.address': host, 'server.port': port }) };
  const pattern = patternOf(client, packet);
  const span = startExchangeSpan(tracer, { pattern, isEvent, isServer: false, attributes }, caller);
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(caller, span), carrier);
  // A serializer of the app's own makes a format that only the app knows.
  const isPlain = client.serializer?.constructor.name === 'IdentitySerializer';
  if (isPlain && Object.keys(carrier).length > 0) packet.metadata = { ...packet.metadata, ...carrier };
  return new Call(span);
}

/** Name of a pattern; Nest itself tells of patterns without any. */
function patternOf(client: Client, packet: Packet): string | undefined {
  try {
    return client.normalizePattern(packet.pattern);
  } catch {
    return undefined;
  }
}

/** Span of a message until its last answer, or until nobody waits for it. */
class Call {
  readonly #span: Span;
  #hasEnded = false;

  constructor(span: Span) {
    this.#span = span;
  }

  note({ err, isDisposed }: Answer): void {
    if (this.#hasEnded) return;
    if (err) describeFailure(this.#span, err);
    if (err || isDisposed) this.end();
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#span.end();
  }
}
