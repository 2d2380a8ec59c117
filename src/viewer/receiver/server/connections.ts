import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';

export interface ConnectionLimits {
  readonly maxConnections: number;
  /** Limit of answers that wait for their readers, over all connections. */
  readonly maxUnreadBytes: number;
}

/** Time after which a connection is closed that has sent no request, or whose peer holds an exchange up. */
const PATIENCE_MS = 10_000;
/** Time without a byte in either direction after which a peer holds its exchange up. */
const STALLED_MS = 1000;

/** Requests that a connection may send ahead; no browser and no exporter sends any. */
const MAX_WAITING = 16;

/** Ranks connections by the need to keep them, least first. */
const Use = { none: 0, stalled: 1, idle: 2, new: 3, serving: 4 } as const;

/**
 * Keeps the connections of a server within bounds. There is always room for one more: the connection that is of least
 * use makes way for it, so that no number of idle or slow peers keeps the viewer's own page, or an exporter, out.
 */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #open = new Map<Socket, Connection>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** Watches over every connection that the server accepts from now on. */
  watch(server: Server): void {
    server.on('connection', socket => this.#add(socket));
    server.on('close', () => clearInterval(this.#timer));
  }

  /** Notes that the peer of the socket speaks the server's language. */
  know(socket: Socket): void {
    this.#open.get(socket)?.know();
  }

  /**
   * Calls `answer` for a request of HTTP/1 when it is its turn: a connection has one answer under way at a time, though a
   * packet of a thousand requests may have come.
   */
  serve(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
    const { socket } = request;
    const connection = this.#open.get(socket);
    if (connection === undefined) return;
    connection.serve(request, response, answer);
    while (this.#unreadBytes() > this.#limits.maxUnreadBytes)
      if (!this.#closeLeast(each => each !== connection && each.unreadBytes > 0)) return;
  }

  #add(socket: Socket): void {
    this.#open.set(socket, new Connection(socket));
    socket.once('close', () => this.#open.delete(socket));
    if (this.#open.size > this.#limits.maxConnections) this.#closeLeast(each => each.socket !== socket);
    this.#timer ??= setInterval(() => this.#look(), STALLED_MS).unref();
  }

  /** Closes connections that have kept the server waiting for too long. */
  #look(): void {
    const now = performance.now();
    for (const connection of this.#open.values()) {
      connection.touch(now);
      if (connection.use(now) <= Use.stalled && connection.quietMs(now) > PATIENCE_MS)
        this.#close(connection);
    }
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Closes the connection of least use among those that may be closed; false when there is none. */
  #closeLeast(mayClose: (connection: Connection) => boolean): boolean {
    const now = performance.now();
    let least: Connection | undefined;
    for (const connection of this.#open.values()) {
      if (!mayClose(connection)) continue;
      connection.touch(now);
      if (least === undefined || connection.isLessUseful(least, now)) least = connection;
    }
    if (least !== undefined) this.#close(least);
    return least !== undefined;
  }

  #close({ socket }: Connection): void {
    this.#open.delete(socket);
    socket.destroy();
  }

  #unreadBytes(): number {
    let bytes = 0;
    for (const connection of this.#open.values()) bytes += connection.unreadBytes;
    return bytes;
  }
}

class Connection {
  readonly socket: Socket;
  #isKnown = false;
  /** The request that is being answered. */
  #request: IncomingMessage | undefined;
  readonly #waiting: (() => void)[] = [];
  #movedBytes = 0;
  #movedAtMs = performance.now();

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Bytes that the peer has not taken yet. */
  get unreadBytes(): number {
    return this.socket.writableLength;
  }

  know(): void {
    this.#isKnown = true;
    this.touch(performance.now());
  }

  serve(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
    this.know();
    const begin = () => {
      this.#request = request;
      answer();
    };
    response.once('close', () => {
      if (this.#request !== request) return;
      const next = this.#waiting.shift();
      // Lets others have their turn in between.
      if (next !== undefined && !this.socket.destroyed) setImmediate(next);
      else this.#request = undefined;
    });
    if (this.#request === undefined) begin();
    else if (this.#waiting.push(begin) > MAX_WAITING) this.socket.destroy();
  }

  /** Notes whether bytes have moved since the last time. */
  touch(nowMs: number): void {
    const { bytesRead, bytesWritten, writableLength } = this.socket;
    const moved = bytesRead + bytesWritten - writableLength;
    if (moved !== this.#movedBytes) this.#movedAtMs = nowMs;
    this.#movedBytes = moved;
  }

  quietMs(nowMs: number): number {
    return nowMs - this.#movedAtMs;
  }

  use(nowMs: number): number {
    const isQuiet = this.quietMs(nowMs) > STALLED_MS;
    if (!this.#isKnown) return isQuiet ? Use.none : Use.new;
    if (this.#request === undefined) return Use.idle;
    const waitsForPeer = !this.#request.complete || this.unreadBytes > 0;
    return waitsForPeer && isQuiet ? Use.stalled : Use.serving;
  }

  isLessUseful(other: Connection, nowMs: number): boolean {
    const difference = this.use(nowMs) - other.use(nowMs);
    return difference === 0 ? this.#movedAtMs < other.#movedAtMs : difference < 0;
  }
}
