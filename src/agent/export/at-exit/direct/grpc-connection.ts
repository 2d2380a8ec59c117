import { PREFIX_BYTES } from '../../transports/grpc/grpc-request';
import { classifyGrpcReply } from '../../transports/grpc/grpc-status';
import {
  DEFAULT_WINDOW,
  type Frame,
  FrameFlag,
  FrameType,
  frame,
  headerBlock,
  MAX_FRAME_BYTES,
  PREFACE,
  readSettings,
  Setting,
  settingsFrame,
} from '../../transports/grpc/http2/frames';
import type { Headers } from '../../transports/grpc/http2/hpack';
import { createStreamReplies, type StreamReply } from '../../transports/grpc/http2/stream-replies';
import type { SendResult } from '../../types';
import { createFrameReader } from './frame-reader';
import type { SocketNow } from './socket-now';

/** First bytes of a connection. They ask for no table of header fields, so that each reply can be read by itself. */
export const OPENING = Buffer.concat([PREFACE, settingsFrame([[Setting.headerTableSize, 0]])]);

/** HTTP/2 connection for calls in turn, each of which waits for its reply. */
export interface GrpcConnection {
  /** Throws when the connection ends, or when time is up. */
  call(headers: Headers, message: Buffer): SendResult;
}

/** Makes a connection of a socket to which OPENING has been written. */
export function createGrpcConnection(socket: SocketNow): GrpcConnection {
  const nextFrame = createFrameReader(socket);
  const replies = createStreamReplies();
  let lastStreamId = -1;
  let initialWindow = DEFAULT_WINDOW;
  let connectionWindow = DEFAULT_WINDOW;
  let streamWindow = 0;

  function call(headers: Headers, message: Buffer): SendResult {
    lastStreamId += 2;
    streamWindow = initialWindow;
    const reply = replies.expect(lastStreamId);
    socket.write(frame(FrameType.headers, FrameFlag.endHeaders, lastStreamId, headerBlock(headers)));
    send(message, reply);
    while (!isSettled(reply)) readNext();
    return resultOf(reply);
  }

  /** Sends the message in frames as large as the receiver allows; an answer before its end is a refusal. */
  function send(message: Buffer, reply: StreamReply): void {
    for (let at = 0; at < message.length && !isSettled(reply); ) {
      const size = Math.min(MAX_FRAME_BYTES, message.length - at, connectionWindow, streamWindow);
      if (size <= 0) {
        readNext();
        continue;
      }
      const flags = at + size === message.length ? FrameFlag.endStream : 0;
      socket.write(frame(FrameType.data, flags, lastStreamId, message.subarray(at, at + size)));
      connectionWindow -= size;
      streamWindow -= size;
      at += size;
    }
  }

  function readNext(): void {
    const next = nextFrame();
    if (!replies.take(next)) takeForConnection(next);
  }

  function takeForConnection(next: Frame): void {
    const { type, flags, streamId, payload } = next;
    const isAck = (flags & FrameFlag.ack) !== 0;
    if (type === FrameType.settings && !isAck) applySettings(next);
    else if (type === FrameType.ping && !isAck)
      socket.write(frame(FrameType.ping, FrameFlag.ack, 0, payload));
    else if (type === FrameType.windowUpdate) widen(streamId, payload.readUInt32BE(0));
  }

  function widen(streamId: number, by: number): void {
    if (streamId === 0) connectionWindow += by;
    else if (streamId === lastStreamId) streamWindow += by;
  }

  function applySettings(next: Frame): void {
    const window = readSettings(next).get(Setting.initialWindowSize) ?? initialWindow;
    streamWindow += window - initialWindow;
    initialWindow = window;
    socket.write(frame(FrameType.settings, FrameFlag.ack, 0));
  }

  return { call };
}

/** True if nothing more will come. */
export function isSettled({ isEnded, errorCode }: StreamReply): boolean {
  return isEnded || errorCode !== undefined;
}

/** Result for the batch, from a settled reply. */
export function resultOf({ headers, trailers, chunks, isEnded, errorCode }: StreamReply): SendResult {
  if (headers === undefined || !isEnded)
    return { kind: 'retryable', reason: `the call was closed (HTTP/2 code ${errorCode ?? 0})` };
  const message = Buffer.concat(chunks).subarray(PREFIX_BYTES);
  return classifyGrpcReply({ kind: 'reply', headers, trailers, message, isAllWritten: true });
}
