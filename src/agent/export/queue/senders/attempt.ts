import { untraced } from '../../detached';
import type { SendResult, Transport } from '../../types';
import type { Held } from '../held-batches';

/** Tries a batch once. Never rejects. */
export type Attempt = (one: Held, timeoutMs: number) => Promise<SendResult>;

/**
 * Wraps the transport as a step. Only this catches its mistakes, so that none becomes the host's unhandled rejection.
 */
export function attemptOn(transport: Transport): Attempt {
  return async (one, timeoutMs) => {
    one.attempts++;
    one.isOnWire = true;
    try {
      return await untraced(() => transport.send(one.batch, timeoutMs));
    } catch (error) {
      return { kind: 'permanent', reason: `the transport failed: ${String(error)}` };
    } finally {
      one.isOnWire = false;
    }
  };
}
