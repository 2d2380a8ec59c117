import type { Destination } from '../../../../shared/otlp/destination';
import { createStreamReplies } from '../../transports/grpc/http2/stream-replies';
import { withoutCredentials } from '../../transports/hide-credentials';
import { bodyFormatOf } from '../../transports/http/body-format';
import { classifyHttpReply } from '../../transports/http/http-status';
import type { Batch, SendResult } from '../../types';
import { createFrameReader } from './frame-reader';
import { isSettled, resultOf } from './grpc-connection';
import { readHttpReply } from './http-reply';
import { readerOf } from './socket-now';

/** Batch that was being sent when the event loop stopped. */
export interface Awaited {
  readonly batch: Batch;
  readonly destination: Destination;
}

/** Called with the reply to a batch. */
export type Settle = (batch: Batch, result: SendResult) => void;

/**
 * Reads the replies to requests that have left, on their own connections, until `deadlineMs` (of `process.uptime`);
 * throws when time is up. Batches that are not settled then have to be sent again: their request had not left as a
 * whole, or their connection broke. Only after a broken connection may a batch arrive twice.
 */
export function awaitReplies(all: readonly Awaited[], settle: Settle, deadlineMs: number): void {
  const calls = new Map<number, Call[]>();
  const destinations = new Map(all.map(({ batch, destination }) => [batch, destination]));
  const settleHidden: Settle = (batch, result) =>
    settle(batch, withoutCredentials(result, destinations.get(batch)!));
  for (const { batch, destination } of all) {
    const request = batch.onWire?.();
    if (request === undefined) continue;
    const { descriptor, streamId } = request;
    if (streamId !== undefined)
      calls.set(descriptor, [...(calls.get(descriptor) ?? []), { batch, streamId }]);
    else
      whileConnected(deadlineMs, () =>
        awaitReply(descriptor, { batch, destination }, settleHidden, deadlineMs),
      );
  }
  for (const [descriptor, onConnection] of calls)
    whileConnected(deadlineMs, () => awaitCalls(descriptor, onConnection, settleHidden, deadlineMs));
}

interface Call {
  readonly batch: Batch;
  readonly streamId: number;
}

function whileConnected(deadlineMs: number, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (process.uptime() * 1000 >= deadlineMs) throw error;
  }
}

function awaitReply(
  descriptor: number,
  { batch, destination }: Awaited,
  settle: Settle,
  deadlineMs: number,
): void {
  const { body, ...reply } = readHttpReply({ read: readerOf(descriptor, deadlineMs) });
  settle(batch, classifyHttpReply(reply, body, bodyFormatOf(destination).readReply, destination.url));
}

function awaitCalls(descriptor: number, calls: readonly Call[], settle: Settle, deadlineMs: number): void {
  const nextFrame = createFrameReader({ read: readerOf(descriptor, deadlineMs) });
  const replies = createStreamReplies();
  let open = calls.map(({ batch, streamId }) => ({ batch, reply: replies.expect(streamId) }));
  while (open.length > 0) {
    replies.take(nextFrame());
    for (const { batch, reply } of open) if (isSettled(reply)) settle(batch, resultOf(reply));
    open = open.filter(({ reply }) => !isSettled(reply));
  }
}
