import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Context, Span } from '@opentelemetry/api';
import { monotonicNow } from '../../../../tracing/monotonic-clock';
import { type Instruments, serverDurationAttributes } from '../instruments';
import { knownMethod } from '../methods';

interface Begun {
  readonly span: Span;
  readonly scheme: string;
  readonly request: IncomingMessage;
  readonly context: Context;
}

const SWITCHING_PROTOCOLS = 101;

/** Handshake of a WebSocket on the server, until the connection is made or refused. */
export class Handshake {
  readonly context: Context;
  readonly #instruments: Readonly<Instruments>;
  readonly #begun: Begun;
  readonly #startMs = monotonicNow();
  #hasEnded = false;

  constructor(instruments: Readonly<Instruments>, begun: Begun) {
    this.#instruments = instruments;
    this.#begun = begun;
    this.context = begun.context;
  }

  accept(): void {
    this.#end(SWITCHING_PROTOCOLS);
  }

  /**
   * Ends a handshake that was refused, now or later. The library writes its refusals past anything that would tell
   * their status.
   */
  settle(socket: Duplex): void {
    if (this.#hasEnded) return;
    if (socket.writableEnded || socket.destroyed) this.#end(undefined);
    else socket.once('close', () => this.#end(undefined));
  }

  #end(status: number | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { span, scheme, request } = this.#begun;
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    span.end();
    const method = knownMethod(request.method);
    this.#instruments.serverDuration.record(
      (monotonicNow() - this.#startMs) / 1000,
      serverDurationAttributes(scheme, method, request.httpVersion, status, undefined, undefined),
      this.context,
    );
  }
}
