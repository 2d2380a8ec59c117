import type { Socket } from 'node:net';
import { DEFAULT_WINDOW, FrameFlag, FrameType, frameHead, MAX_FRAME_BYTES, Setting } from './frames';

/** Message on its way: pieces that have not left, and how much of it the receiver takes at present. */
interface Sending {
  pieces: readonly Uint8Array[];
  window: number;
  readonly onWritten: () => void;
}

/** Sends the messages of a connection, in frames as large as the receiver allows (RFC 9113, 5.2). */
export class MessageSender {
  readonly #socket: Socket;
  readonly #sending = new Map<number, Sending>();
  #connectionWindow = DEFAULT_WINDOW;
  #initialWindow = DEFAULT_WINDOW;
  #maxFrameBytes = MAX_FRAME_BYTES;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Calls `onWritten` when the socket has the whole message: its memory is free then. */
  send(streamId: number, pieces: readonly Uint8Array[], onWritten: () => void): void {
    this.#sending.set(streamId, { pieces, window: this.#initialWindow, onWritten });
    this.#go();
  }

  /** True while the socket has not been given all of a message. */
  isSending(streamId: number): boolean {
    return this.#sending.has(streamId);
  }

  /** Sends no more of a message; false if all of it had left. */
  drop(streamId: number): boolean {
    return this.#sending.delete(streamId);
  }

  /** Notes that the receiver takes more: of a call, or, with stream 0, of all. */
  widen(streamId: number, by: number): void {
    const one = this.#sending.get(streamId);
    if (streamId === 0) this.#connectionWindow += by;
    else if (one !== undefined) one.window += by;
    this.#go();
  }

  applySettings(settings: ReadonlyMap<number, number>): void {
    this.#maxFrameBytes = settings.get(Setting.maxFrameSize) ?? this.#maxFrameBytes;
    const window = settings.get(Setting.initialWindowSize) ?? this.#initialWindow;
    for (const one of this.#sending.values()) one.window += window - this.#initialWindow;
    this.#initialWindow = window;
    this.#go();
  }

  get maxFrameBytes(): number {
    return this.#maxFrameBytes;
  }

  #go(): void {
    if (this.#sending.size === 0) return;
    this.#socket.cork();
    for (const [streamId, one] of this.#sending) this.#sendOf(streamId, one);
    this.#socket.uncork();
  }

  #sendOf(streamId: number, one: Sending): void {
    for (let left = lengthOf(one.pieces); ; ) {
      const size = Math.min(left, this.#maxFrameBytes, this.#connectionWindow, one.window);
      if (size <= 0) return;
      left -= size;
      this.#connectionWindow -= size;
      one.window -= size;
      const [now, later] = split(one.pieces, size);
      one.pieces = later;
      if (left === 0) this.#sending.delete(streamId);
      this.#writeData(streamId, now, size, left === 0 ? one.onWritten : undefined);
      if (left === 0) return;
    }
  }

  /** Writes a frame; the last of a message tells when it is written. */
  #writeData(
    streamId: number,
    pieces: readonly Uint8Array[],
    size: number,
    onWritten: (() => void) | undefined,
  ): void {
    const flags = onWritten === undefined ? 0 : FrameFlag.endStream;
    this.#socket.write(frameHead(FrameType.data, flags, streamId, size));
    pieces.forEach((piece, index) => {
      const isLast = onWritten !== undefined && index === pieces.length - 1;
      if (isLast) this.#socket.write(piece, error => error ?? onWritten());
      else this.#socket.write(piece);
    });
  }
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** Splits pieces after `size` bytes, without copying. */
function split(pieces: readonly Uint8Array[], size: number): [Uint8Array[], Uint8Array[]] {
  const first: Uint8Array[] = [];
  let left = size;
  let index = 0;
  for (; left > 0; index++) {
    const piece = pieces[index]!;
    if (piece.length > left) break;
    first.push(piece);
    left -= piece.length;
  }
  const cut = pieces[index];
  if (left === 0 || cut === undefined) return [first, pieces.slice(index)];
  return [
    [...first, cut.subarray(0, left)],
    [cut.subarray(left), ...pieces.slice(index + 1)],
  ];
}
