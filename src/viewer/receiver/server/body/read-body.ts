import type { Readable } from 'node:stream';
import { Refusal } from '../refusal';
import type { ByteBudget } from './byte-budget';

/** Limits on bodies, kept by every way into the receiver. */
export interface BodyLimits {
  /** Limit of a body, before and after decompression. */
  readonly maxBodyBytes: number;
  /** Shared by all requests under way. */
  readonly budget: ByteBudget;
}

/**
 * Reads a whole body and hands it to `use`; its bytes count against the budget until `use` has returned.
 * Rejects with a Refusal: tooLarge, busy, or malformed when the sender breaks off. What comes after a refusal is left
 * unread, and the stream open, so that an answer can still be sent.
 */
export async function withBody<Result>(
  stream: Readable,
  limits: BodyLimits,
  use: (body: Buffer) => Result | Promise<Result>,
): Promise<Result> {
  const chunks: Buffer[] = [];
  try {
    await collect(stream, limits, chunks);
    return await use(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  } finally {
    limits.budget.giveBack(sizeOf(chunks));
  }
}

/** Refusal of a body, compressed or not. */
export function tooLarge(maxBytes: number): Refusal {
  return new Refusal('tooLarge', `the body is larger than ${maxBytes} bytes`);
}

function collect(stream: Readable, { maxBodyBytes, budget }: BodyLimits, chunks: Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let held = 0;
    const refuse = (refusal: Refusal) => {
      stream.removeListener('data', onData);
      stream.pause();
      reject(refusal);
    };
    const onData = (chunk: Buffer) => {
      held += chunk.length;
      if (held > maxBodyBytes) refuse(tooLarge(maxBodyBytes));
      else if (!budget.take(chunk.length)) refuse(new Refusal('busy', 'too many requests are under way'));
      else chunks.push(chunk);
    };
    const onBrokenOff = () => reject(new Refusal('malformed', 'the body broke off'));
    stream.on('data', onData).once('end', resolve).once('error', onBrokenOff).once('close', onBrokenOff);
  });
}

function sizeOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
