import type { Destination } from '../../shared/otlp/destination';

/** OpAMP server, and the way to it, as plain values. */
export interface Server
  extends Pick<
    Destination,
    'url' | 'isTls' | 'host' | 'port' | 'socketPath' | 'authority' | 'path' | 'headers' | 'tls' | 'proxy'
  > {
  readonly isWebSocket: boolean;
  /** Time between two polls or heartbeats. */
  readonly intervalMs: number;
}

/** Work with a server: what to tell it, and where its answers go. */
export interface Talk {
  /** Makes the next message; `isFirst` begins a connection, on which all has to be told. */
  next(isFirst: boolean): { readonly bytes: Buffer; readonly arrived: () => void };
  farewell(): Buffer;
  hasNews(): boolean;
  /** Takes a message of the server. Returns the time for which it wants to be left alone, in milliseconds. */
  received(bytes: Uint8Array): number | undefined;
  /** Notes that the server cannot be reached. */
  failed(reason: string): void;
  /** Notes that the server has answered. */
  reached(): void;
  /** True once the agent has ended its work. */
  isOver(): boolean;
}

/** Way to talk to a server. Nothing of it keeps the process alive. */
export interface Line {
  /** Tells the server soon what is new. */
  hurry(): void;
  close(): void;
}

/** Limit of a message from the server. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Limit of a connection's making, and of an answer. */
export const ANSWER_TIMEOUT_MS = 30_000;

const MAX_WAIT_MS = 300_000;

/** Wait before another try: doubled with each failure, at most five minutes, and never quite equal (jitter). */
export function backoffMs(failures: number, askedMs = 0): number {
  const base = Math.min(1000 * 2 ** Math.min(failures - 1, 20), MAX_WAIT_MS);
  return Math.max(base * (0.5 + Math.random() / 2), Math.min(askedMs, MAX_WAIT_MS));
}

/** Reads Retry-After: seconds, or a date. */
export function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return ms > 0 ? ms : undefined;
}
