/** The three signals of OpenTelemetry that the agent exports. */
export type Signal = 'traces' | 'metrics' | 'logs';

/** One encoded export request, ready for the wire. `body` is uncompressed. */
export interface Batch {
  readonly signal: Signal;
  readonly body: Uint8Array;
  /** How many spans, data points or log records `body` holds; what a drop is counted in. */
  readonly items: number;
  /** For whoever has seen the whole body leave: its memory may be used for another batch. */
  readonly recycle?: () => void;
}

/** How one attempt to export ended; never thrown, never rejected (OTLP specification, "OTLP/gRPC response", "OTLP/HTTP response"). */
export type SendResult =
  | {
      readonly kind: 'sent';
      readonly rejectedItems?: number;
      readonly message?: string;
      /** The transport has written the whole body to its socket, and does not hold on to it. */
      readonly isBodyFree?: boolean;
    }
  /** Worth another try: UNAVAILABLE, 429, 503, connection refused… `afterMs` is the server's own wish. */
  | { readonly kind: 'retryable'; readonly reason: string; readonly afterMs?: number }
  /** The receiver does not have this signal at all: gRPC UNIMPLEMENTED, HTTP 404. */
  | { readonly kind: 'unsupported'; readonly reason: string }
  | { readonly kind: 'permanent'; readonly reason: string };

/** Puts one batch on the wire, one attempt. Its sockets never keep the process alive. */
export interface Transport {
  send(batch: Batch, timeoutMs: number): Promise<SendResult>;
  close(): void;
}

/** Turns finished items into bytes as they come, and hands out what has gathered. One for each signal and format. */
export interface Encoder<Item> {
  add(item: Item): void;
  /** Bytes gathered since the last `take`. */
  readonly bytes: number;
  /** Items gathered since the last `take`. */
  readonly items: number;
  /** The gathered items as one request; undefined when there are none. Starts afresh. */
  take(): Batch | undefined;
}

/** Where the pipeline says what the operator should know; one line each, no secrets. The queue limits the rate. */
export type Report = (level: 'warn' | 'info' | 'debug', message: string) => void;

/**
 * A step between the end of an item and its encoding: filter, redact, sample. Returns the item, another one in its
 * place, or undefined to leave it out. Steps on the wire (spool, recording) wrap a `Transport` instead.
 */
export type Stage<Item> = (item: Item) => Item | undefined;
