import type { Resource } from '@opentelemetry/resources';
import { BodyPool } from '../encode/body-pool';
import { ByteSink } from '../encode/byte-sink';
import type { Format, Scope } from '../encode/scope-groups';
import type { Encoder } from '../types';
import type { Outbox, ToldScope } from './outbox';
import { createOutboxReader } from './outbox-reader';

const MAX_KEPT_BYTES = 64 * 1024;
/** Tracers can be made at run time. */
const MAX_KEPT_SCOPES = 1000;
/** The batcher takes what is there before it is too much. */
const UNLIMITED = { maxBatchItems: Number.POSITIVE_INFINITY, maxBatchBytes: Number.POSITIVE_INFINITY };

/**
 * Encodes a worker's items into memory that it shares with the main thread, which carries them on. The worker takes them itself
 * where no agent is at work in the main thread, where that is late, and for a flush: then they are sent as in any thread.
 */
export function createOutboxEncoder<Item extends { readonly instrumentationScope: Scope }>(
  format: Format<Item>,
  resource: () => Resource,
  outbox: Outbox,
): Encoder<Item> {
  const read = createOutboxReader(format, { resource, outbox, limits: UNLIMITED, bodies: new BodyPool() });
  const item = new ByteSink();
  const scopes = new Map<Scope, ToldScope>();
  let lastNumber = 0;
  const isLeftAlone = () => outbox.isCarried && !outbox.isHalfFull;

  function told(scope: Scope): ToldScope {
    const known = scopes.get(scope);
    if (known !== undefined) return known;
    const text = new ByteSink(256);
    text.text(JSON.stringify(scope));
    const made = { number: ++lastNumber, text, generation: -1 };
    if (scopes.size >= MAX_KEPT_SCOPES) scopes.clear();
    scopes.set(scope, made);
    return made;
  }

  function encode(one: Item): Uint8Array {
    if (item.bytes.length > MAX_KEPT_BYTES) item.reset(MAX_KEPT_BYTES);
    item.end = 0;
    format.write(item, one, true);
    return item.bytes.subarray(0, item.end);
  }

  return {
    add(one) {
      encode(one);
      outbox.append(told(one.instrumentationScope), item);
    },
    encode,
    addEncoded(scope, bytes) {
      item.end = 0;
      item.append(bytes);
      outbox.append(told(scope), item);
    },
    take(isFlush = false) {
      if (outbox.items === 0 || (!isFlush && isLeftAlone())) return undefined;
      return read(false, Number.POSITIVE_INFINITY).batches[0];
    },
    get bytes() {
      return isLeftAlone() ? 0 : outbox.byteLength;
    },
    get items() {
      return isLeftAlone() ? 0 : outbox.items;
    },
    get canWait() {
      return !outbox.isHalfFull;
    },
  };
}
