import type { BegunLine, Transport } from '../types';

/**
 * Writes each batch to stdout with a line break at its end: the console exporter, and OTLP JSON lines ("otlp/stdout").
 */
export function createConsoleTransport(): Transport {
  /** Writes that Node has not confirmed, the oldest first: the body of a batch, and the line that was made of it. */
  const unconfirmed = new Map<Uint8Array, Uint8Array>();
  return {
    send: batch =>
      new Promise(resolve => {
        const { body } = batch;
        const line = body[body.length - 1] === 0x0a ? body : Buffer.concat([body, Buffer.from('\n')]);
        unconfirmed.set(body, line);
        process.stdout.write(line, error => {
          unconfirmed.delete(body);
          // EPIPE: the reader of the lines has gone, and the process may well go on.
          resolve(error ? { kind: 'permanent', reason: error.message } : { kind: 'sent' });
        });
      }),
    begun() {
      for (const [body, line] of unconfirmed) return begunLine(body, line);
      return undefined;
    },
    close() {},
  };
}

/** Parts of a pipe's stream that tell how far it has come; libuv counts the bytes that are left of a write. */
interface PipeStream {
  readonly _handle?: { readonly writeQueueSize?: number } | null;
  readonly _writableState?: { readonly writelen?: number };
}

function begunLine(body: Uint8Array, line: Uint8Array): BegunLine | undefined {
  const { _handle, _writableState } = process.stdout as PipeStream;
  const left = _handle?.writeQueueSize ?? 0;
  const isBegun = _writableState?.writelen === line.length && left > 0 && left < line.length;
  return isBegun ? { body, rest: line.subarray(line.length - left) } : undefined;
}
