import type { Scope } from './scope';

/** The three signals of OpenTelemetry that the agent exports. */
export type Signal = 'traces' | 'metrics' | 'logs';

/** Encoded export request, ready for the wire. `body` is uncompressed. */
export interface Batch {
  readonly signal: Signal;
  readonly body: Uint8Array;
  /** Number of spans, data points or log records in `body`; drops are counted in these. */
  readonly items: number;
  /** Frees the body's memory for another batch; called once the whole body has left. */
  readonly recycle?: () => void;
  /** Set by the transport while a request is under way; returns undefined if the request has not left as a whole. */
  onWire?: (() => OnWire | undefined) | undefined;
  /** Its place on disk, if it has one (src/agent/export/spool/). */
  kept?: Kept | undefined;
}

/** Place of a batch on disk, while a queue has it in memory. */
export interface Kept {
  /**
   * Called when the batch is delivered, or dropped for good: `deliveredItems` of it have arrived. `isBodyFree`: nothing
   * reads its body any more.
   */
  done(deliveredItems?: number, isBodyFree?: boolean): void;
  /** Called when the queue forgets the batch; false if the disk has only a part of it, or more. */
  giveBack(): boolean;
  /** Called when there are two in the place of a batch. */
  split(): void;
}

/** Request that has left and has no reply yet, for reading the reply without an event loop. */
export interface OnWire {
  /** File descriptor of the connection; only the reply is still to come on it. */
  readonly descriptor: number;
  /** Stream of HTTP/2, on which several requests share a connection. */
  readonly streamId?: number;
}

/**
 * Result of an attempt to export; never thrown, never rejected (OTLP specification, "OTLP/gRPC response", "OTLP/HTTP
 * response").
 */
export type SendResult =
  | {
      readonly kind: 'sent';
      readonly rejectedItems?: number;
      readonly message?: string;
      /** True if the transport has written the whole body to its socket, and does not hold on to it. */
      readonly isBodyFree?: boolean;
    }
  /** Can be tried again: UNAVAILABLE, 503, connection refused… */
  | { readonly kind: 'retryable'; readonly reason: string }
  /** Can be tried again after a delay that the receiver names: Retry-After, RetryInfo. */
  | { readonly kind: 'throttled'; readonly reason: string; readonly afterMs: number }
  /** Receiver without this signal: gRPC UNIMPLEMENTED, HTTP 404. `mend` says what to do, if that is known. */
  | { readonly kind: 'unsupported'; readonly reason: string; readonly mend?: string }
  /** Larger than the receiver's limit; the halves may be smaller. */
  | { readonly kind: 'tooLarge'; readonly reason: string }
  /** Cannot be tried again: the receiver would refuse the batch again. */
  | { readonly kind: 'permanent'; readonly reason: string };

/** Sends a batch, in one attempt. Its sockets never keep the process alive. */
export interface Transport {
  send(batch: Batch, timeoutMs: number): Promise<SendResult>;
  /** The line that stdout has taken by half; the end of a process discards its rest. */
  begun?(): BegunLine | undefined;
  close(): void;
}

/** Batch of which a pipe has taken the beginning. */
export interface BegunLine {
  readonly body: Uint8Array;
  /** Bytes that are still to be written. */
  readonly rest: Uint8Array;
}

/**
 * Turns finished items into bytes as they come, and hands out the gathered bytes. Each signal and format has its own.
 */
export interface Encoder<Item> {
  add(item: Item): void;
  /** Encodes an item without adding it; the bytes are valid until the next call. */
  encode(item: Item): Uint8Array;
  /** Adds an item that `encode` has encoded. */
  addEncoded(scope: Scope, bytes: Uint8Array): void;
  /** Bytes gathered since the last `take`. */
  readonly bytes: number;
  /** Items gathered since the last `take`. */
  readonly items: number;
  /** True while a full batch waits for the event loop's next turn: another thread may carry it on by then. */
  readonly canWait?: boolean;
  /**
   * Returns the gathered items as a request, and starts afresh; undefined if there are none. `isFlush`: the app asks for it,
   * and items that another thread would carry on are taken, too.
   */
  take(isFlush?: boolean): Batch | undefined;
}

/** Tells the operator something, in one line without secrets. The queue limits the rate. */
export type Report = (level: 'warn' | 'info' | 'debug', message: string) => void;

/**
 * Step between the end of an item and its encoding: filter, redact, sample. Returns the item, a replacement, or
 * undefined to leave it out. Steps on the wire (spool, recording) wrap a `Transport` instead.
 */
export type Stage<Item> = (item: Item) => Item | undefined;
