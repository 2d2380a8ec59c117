import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Batcher } from '../../export/queue/batcher';
import { ByteRing } from './byte-ring';
import type { Held, LocalTrace } from './local-trace';

/** Most spans of one trace: a local root may never end. */
const MAX_SPANS = 10_000;

/** Encoded spans of undecided traces, for one exporter. */
export class HeldSpans {
  readonly #batcher: Batcher<ReadableSpan>;
  readonly #ring: ByteRing;
  /** Number of the exporter. */
  readonly #index: number;
  #bytes = 0;

  constructor(batcher: Batcher<ReadableSpan>, index: number, maxBytes: number) {
    this.#index = index;
    this.#batcher = batcher;
    this.#ring = new ByteRing(maxBytes);
  }

  /** Encodes a span and holds it until its trace is decided. */
  hold(trace: LocalTrace, span: ReadableSpan): void {
    const bytes = this.#batcher.encode(span);
    if (bytes === undefined) return;
    trace.held[this.#index] ??= { places: [], scopes: [], bytes: 0, lost: 0 };
    const held = trace.held[this.#index]!;
    const isFull = held.scopes.length >= MAX_SPANS;
    const place = isFull ? undefined : this.#ring.append(bytes, this.#bytes + bytes.length);
    if (place === undefined) {
      held.lost++;
      return;
    }
    held.places.push(place, bytes.length);
    held.scopes.push(span.instrumentationScope);
    held.bytes += bytes.length;
    this.#bytes += bytes.length;
  }

  /** Sends the spans of a trace. What newer spans have overwritten is counted as dropped. */
  send(trace: LocalTrace): void {
    const held = this.#take(trace);
    if (held === undefined) return;
    let { lost } = held;
    for (const [index, scope] of held.scopes.entries()) {
      const bytes = this.#ring.read(held.places[2 * index]!, held.places[2 * index + 1]!);
      if (bytes === undefined) lost++;
      else this.#batcher.addEncoded(scope, bytes);
    }
    if (lost > 0) this.#batcher.drop('keep_full', lost);
  }

  /** Throws the spans of a trace away. */
  forget(trace: LocalTrace): void {
    this.#take(trace);
  }

  #take({ held }: LocalTrace): Held | undefined {
    const taken = held[this.#index];
    if (taken === undefined) return undefined;
    this.#bytes -= taken.bytes;
    delete held[this.#index];
    return taken;
  }
}
