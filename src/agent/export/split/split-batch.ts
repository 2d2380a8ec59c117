/* dist/split-batch.js: takes encoded batches apart, for receivers with a limit; loaded with the first batch that is too large. */
import type { Batch } from '../types';
import { jsonParts } from './json-parts';
import type { Parts } from './parts';
import { protobufParts } from './protobuf-parts';

/** Format of the bodies. */
export type SplitFormat = 'otlp-protobuf' | 'otlp-json' | 'zipkin-json' | 'console';

/**
 * Splits a batch in two of about half the bytes, in order; undefined for a single item, or if the parts cannot be told
 * apart.
 */
export function splitBatch(batch: Batch, format: SplitFormat): readonly [Batch, Batch] | undefined {
  const parts = partsOf(batch, format);
  if (parts === undefined || parts.sizes.length < 2) return undefined;
  const cut = middleOf(parts.sizes);
  const first = {
    signal: batch.signal,
    body: parts.assemble(0, cut),
    items: sum(parts.counts.slice(0, cut)),
  };
  const rest = parts.assemble(cut, parts.sizes.length);
  // Subtract, so that both together count as the whole, whatever numbers the encoded form holds.
  return [first, { signal: batch.signal, body: rest, items: batch.items - first.items }];
}

/** Name of a batch's first item, for messages. */
export function nameOfFirst(batch: Batch, format: SplitFormat): string | undefined {
  return partsOf(batch, format)?.firstName();
}

function partsOf({ signal, body }: Batch, format: SplitFormat): Parts | undefined {
  try {
    if (format === 'otlp-protobuf') return protobufParts(signal, body);
    return format === 'console' ? undefined : jsonParts(signal, body);
  } catch {
    return undefined; // The body is not in its format: it goes as a whole or not at all.
  }
}

/** Number of items after which about half the bytes have come; at least an item stays on each side. */
function middleOf(sizes: readonly number[]): number {
  const half = sum(sizes) / 2;
  let bytes = 0;
  const cut = sizes.findIndex(size => {
    bytes += size;
    return bytes >= half;
  });
  return Math.min(Math.max(cut === 0 ? 1 : cut, 1), sizes.length - 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
