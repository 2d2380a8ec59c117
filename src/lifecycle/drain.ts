import type { Batch } from '../pipeline/types';

/** One way out of the process for one signal, as far as the end of the process is concerned. */
export interface Drain {
  /** Where its batches go; undefined for stdout. */
  readonly connection: Connection | undefined;
  /** Is there anything that no receiver has acknowledged? What was not even encoded yet counts. */
  hasUnsent(): boolean;
  /** Is there something to gather first, as metrics are, which is worth a flush but cannot be handed over? */
  hasUncollected?(): boolean;
  /** Did the receiver take the last batch, so that another one on the same connection is a matter of milliseconds? */
  isWarm(): boolean;
  /** Sends everything through the event loop; false when time was up or a try failed. Never rejects. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Hands over, at once, all that is not acknowledged, and forgets it. */
  takeUnsent(): { readonly inFlight: readonly Batch[]; readonly waiting: readonly Batch[] };
  /** The receiver's address as last connected to; spares a look-up of its name where there is no time for one. */
  peerAddress?(): string | undefined;
}

/** A receiver: plain values, files already read. */
export interface Connection {
  /** Full address of the signal; for gRPC a URL, `host:port` or `unix:path`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string;
  readonly body: 'grpc' | 'otlp-protobuf' | 'otlp-json' | 'zipkin-json' | 'console';
  readonly tls?: {
    readonly ca?: string | Buffer;
    readonly key?: string | Buffer;
    readonly cert?: string | Buffer;
  };
}

/** What goes to one receiver when the event loop is gone. */
export interface Shipment {
  readonly connection: Connection;
  readonly peerAddress: string | undefined;
  readonly batches: readonly Batch[];
}

export type Report = (level: 'warn' | 'info' | 'debug', message: string) => void;
