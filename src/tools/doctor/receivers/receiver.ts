import type { LookupAddress } from 'node:dns';
import type { Signal } from '../../../agent/export/types';
import type { Destination } from '../../../shared/otlp/destination';
import type { Reply } from './ask-export';
import type { TlsLook } from './look-at-tls';

/** Step on the way to a receiver: done, or the reason why not. */
export type Step<Value> = { readonly value: Value } | { readonly error: Error & { readonly code?: string } };

/** Receiver of one or more signals, with the steps on the way to it. Each step is made once, when it is first asked for. */
export interface Receiver {
  /** Address without path and credentials. */
  readonly name: string;
  readonly destination: Destination;
  readonly signals: readonly Signal[];
  /** Addresses of the host, or of the proxy on the way. */
  resolve(): Promise<Step<readonly LookupAddress[]>>;
  /** A TCP connection to it, or to the proxy on the way; its time in ms. */
  connect(): Promise<Step<number>>;
  /** A connection through the proxy; undefined where no tunnel is needed. */
  tunnel(): Promise<Step<true>> | undefined;
  /** A TLS handshake; undefined without TLS. */
  secure(): Promise<Step<TlsLook>> | undefined;
  /** The reply to an empty export. */
  export(signal: Signal): Promise<Reply>;
}

/** Limit of each step, below that of a check. */
export const STEP_TIMEOUT_MS = 4000;

/** Tells a failed step from one with a value. */
export function hasFailed<Value>(step: Step<Value>): step is Extract<Step<Value>, { error: Error }> {
  return 'error' in step;
}

/** True if the receiver can be reached so far that an export says something: connection, tunnel, certificate. */
export async function isReached(receiver: Receiver): Promise<boolean> {
  if (hasFailed(await receiver.connect())) return false;
  const tunnel = await receiver.tunnel();
  if (tunnel !== undefined && hasFailed(tunnel)) return false;
  const tls = await receiver.secure();
  return (
    tls === undefined || (!hasFailed(tls) && tls.value.flaw === undefined && !tls.value.wantsCertificate)
  );
}
