import { type Span, SpanStatusCode } from '@opentelemetry/api';
import type { Channel, Message } from './types';

interface Processed {
  readonly span: Span;
  readonly sinceMs: number;
}

const known = new WeakMap<Channel, Unacknowledged>();

/** Messages of a channel that are not acknowledged yet, in the order of their delivery, with their spans. */
export class Unacknowledged {
  readonly #messages = new Map<Message, Processed>();
  readonly #timer: NodeJS.Timeout | undefined;

  private constructor(timeoutMs: number) {
    if (timeoutMs) this.#timer = setInterval(() => this.#endOverdue(timeoutMs), timeoutMs).unref();
  }

  static of(channel: Channel, timeoutMs: number): Unacknowledged {
    let unacknowledged = known.get(channel);
    if (unacknowledged === undefined) {
      unacknowledged = new Unacknowledged(timeoutMs);
      known.set(channel, unacknowledged);
    }
    return unacknowledged;
  }

  static find(channel: Channel): Unacknowledged | undefined {
    return known.get(channel);
  }

  add(message: Message, span: Span): void {
    this.#messages.set(message, { span, sinceMs: performance.now() });
  }

  /** Ends the span of a message; with a failure, as an error. */
  end(message: Message, failure: string | undefined): void {
    const processed = this.#messages.get(message);
    if (processed === undefined) return;
    this.#messages.delete(message);
    if (failure !== undefined) processed.span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
    processed.span.end();
  }

  /** Ends the spans of all messages that were delivered up to this one. */
  endUpTo(last: Message, failure: string | undefined): void {
    if (!this.#messages.has(last)) return;
    for (const message of this.#messages.keys()) {
      this.end(message, failure);
      if (message === last) return;
    }
  }

  endAll(failure: string | undefined): void {
    for (const message of this.#messages.keys()) this.end(message, failure);
  }

  /** Ends the watch over a channel that is closed. */
  close(): void {
    clearInterval(this.#timer);
  }

  #endOverdue(timeoutMs: number): void {
    const before = performance.now() - timeoutMs;
    for (const [message, { sinceMs }] of this.#messages) {
      if (sinceMs > before) return;
      this.end(message, 'instrumentation timeout called on message with requeue');
    }
  }
}
