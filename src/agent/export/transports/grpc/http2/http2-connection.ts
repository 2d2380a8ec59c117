import type { Socket } from 'node:net';
import { createFrameParser } from './frame-parser';
import {
  CANCEL,
  DEFAULT_WINDOW,
  type Frame,
  FrameFlag,
  FrameType,
  frame,
  headerBlock,
  headerFrames,
  numberFrame,
  PREFACE,
  readSettings,
  Setting,
  settingsFrame,
} from './frames';
import type { Headers } from './hpack';
import { MessageSender } from './message-sender';
import { createStreamReplies, type StreamReply } from './stream-replies';

/** Request of a call, and who is told of its end. */
export interface CallRequest {
  readonly headers: Headers;
  /** Message in pieces, which must not change before they are written. */
  readonly message: readonly Uint8Array[];
  /** Called once: with the reply, settled or cut off by the end of the connection. */
  readonly onEnd: (reply: StreamReply | undefined) => void;
}

/** Call in progress. */
export interface Http2Call {
  /** Undefined while the call waits because the receiver takes no more at a time. */
  streamId: number | undefined;
  /** True if the whole request has been written. */
  isAllWritten: boolean;
}

interface Open extends Http2Call {
  readonly request: CallRequest;
  reply: StreamReply | undefined;
  /** Bytes of the reply for which the receiver was not yet told to send more. */
  unansweredBytes: number;
}

/**
 * HTTP/2 connection for unary calls, all that OTLP needs of it: `node:http2` would cost a process 0.6 MB of heap and,
 * with the first batch, 20 ms of CPU (Node 24). The caller brings the socket, and may hand it over while it connects.
 */
export class Http2Connection {
  readonly socket: Socket;
  readonly #replies = createStreamReplies();
  readonly #parser = createFrameParser();
  readonly #sender: MessageSender;
  readonly #open = new Map<number, Open>();
  readonly #waiting: Open[] = [];
  readonly #onClosing: () => void;
  #lastStreamId = -1;
  #maxOpen = Number.POSITIVE_INFINITY;
  #unansweredBytes = 0;
  #isClosing = false;
  #isEnded = false;
  #error: Error | undefined;

  /** `onClosing` is called when the connection takes no more calls. */
  constructor(socket: Socket, onClosing: () => void) {
    this.socket = socket;
    this.#onClosing = onClosing;
    this.#sender = new MessageSender(socket);
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.on('error', error => {
      this.#error ??= error;
      onClosing();
    });
    socket.on('close', () => {
      onClosing();
      this.#endAll();
    });
    socket.write(OPENING);
  }

  get takesCalls(): boolean {
    return !this.#isClosing && !this.socket.destroyed && this.#lastStreamId < MAX_STREAM_ID;
  }

  /** Why the connection ended, if there is a reason. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** True if the next bytes that come are the first of a frame. */
  get isBetweenFrames(): boolean {
    return !this.#parser.isInFrame;
  }

  /** True while the socket has not been given the whole message of a call. */
  isSending(streamId: number): boolean {
    return this.#sender.isSending(streamId);
  }

  call(request: CallRequest): Http2Call {
    const call: Open = {
      request,
      streamId: undefined,
      isAllWritten: false,
      reply: undefined,
      unansweredBytes: 0,
    };
    if (this.#isEnded) process.nextTick(request.onEnd, undefined);
    else if (this.#open.size < this.#maxOpen) this.#begin(call);
    else this.#waiting.push(call);
    return call;
  }

  /** Closes the connection once its calls have ended. */
  close(): void {
    this.#isClosing = true;
    if (this.#open.size > 0 || this.#waiting.length > 0) return;
    if (this.socket.connecting) this.socket.destroy();
    else this.socket.destroySoon();
  }

  destroy(error: Error): void {
    this.#error ??= error;
    this.socket.destroy();
  }

  #begin(call: Open): void {
    this.#lastStreamId += 2;
    const streamId = this.#lastStreamId;
    call.streamId = streamId;
    call.reply = this.#replies.expect(streamId);
    this.#open.set(streamId, call);
    const { headers, message } = call.request;
    this.socket.cork();
    this.socket.write(headerFrames(streamId, headerBlock(headers), this.#sender.maxFrameBytes));
    this.#sender.send(streamId, message, () => {
      call.isAllWritten = true;
    });
    this.socket.uncork();
  }

  #take(bytes: Buffer): void {
    try {
      for (const next of this.#parser.take(bytes)) this.#takeFrame(next);
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #takeFrame(next: Frame): void {
    if (!this.#replies.take(next)) this.#takeForConnection(next);
    if (next.type === FrameType.data) this.#allowMore(next);
    if (next.type === FrameType.goAway) this.#goAway();
    const call = this.#open.get(next.streamId);
    if (call !== undefined) this.#endIfSettled(next.streamId, call);
  }

  #takeForConnection(next: Frame): void {
    const { type, flags, streamId, payload } = next;
    const isAck = (flags & FrameFlag.ack) !== 0;
    if (type === FrameType.settings && !isAck) this.#applySettings(next);
    else if (type === FrameType.ping && !isAck)
      this.socket.write(frame(FrameType.ping, FrameFlag.ack, 0, payload));
    else if (type === FrameType.windowUpdate)
      this.#sender.widen(streamId, payload.readUInt32BE(0) & 0x7fff_ffff);
  }

  #applySettings(next: Frame): void {
    const settings = readSettings(next);
    this.socket.write(frame(FrameType.settings, FrameFlag.ack, 0));
    this.#maxOpen = settings.get(Setting.maxConcurrentStreams) ?? this.#maxOpen;
    this.#sender.applySettings(settings);
    this.#beginWaiting();
  }

  /** Tells the receiver to go on with a long reply. */
  #allowMore({ streamId, payload }: Frame): void {
    const call = this.#open.get(streamId);
    this.#unansweredBytes = this.#answered(0, this.#unansweredBytes + payload.length);
    if (call) call.unansweredBytes = this.#answered(streamId, call.unansweredBytes + payload.length);
  }

  #answered(streamId: number, bytes: number): number {
    if (bytes < DEFAULT_WINDOW / 2) return bytes;
    this.socket.write(numberFrame(FrameType.windowUpdate, streamId, bytes));
    return 0;
  }

  /** The receiver is going to close: calls that it has taken may end, new ones need a new connection. */
  #goAway(): void {
    this.#isClosing = true;
    this.#onClosing();
    for (const call of this.#waiting.splice(0)) call.request.onEnd(undefined);
    for (const [streamId, call] of [...this.#open]) this.#endIfSettled(streamId, call);
    this.#closeIfDone();
  }

  #endIfSettled(streamId: number, { reply, request }: Open): void {
    if (!reply?.isEnded && reply?.errorCode === undefined) return;
    this.#open.delete(streamId);
    this.#replies.forget(streamId);
    // The rest of a message that the receiver has answered already is of no use.
    if (this.#sender.drop(streamId) && reply.errorCode === undefined)
      this.socket.write(numberFrame(FrameType.resetStream, streamId, CANCEL));
    request.onEnd(reply);
    this.#beginWaiting();
    this.#closeIfDone();
  }

  #beginWaiting(): void {
    while (this.#waiting.length > 0 && this.#open.size < this.#maxOpen) this.#begin(this.#waiting.shift()!);
  }

  #closeIfDone(): void {
    if (this.#isClosing) this.close();
  }

  #endAll(): void {
    this.#isEnded = true;
    const all = [...this.#open.values(), ...this.#waiting.splice(0)];
    this.#open.clear();
    for (const { reply, request } of all) request.onEnd(reply);
  }
}

/**
 * First bytes of a connection. They ask for no table of header fields: the end of a process reads replies without
 * having seen earlier fields.
 */
const OPENING = Buffer.concat([
  PREFACE,
  settingsFrame([
    [Setting.headerTableSize, 0],
    [Setting.enablePush, 0],
  ]),
]);

/** Streams are numbered with 31 bits. */
const MAX_STREAM_ID = 2 ** 31 - 3;
