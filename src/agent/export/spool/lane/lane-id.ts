import { createHash } from 'node:crypto';
import type { Destination } from '../../../../shared/otlp/destination';
import type { Signal } from '../../types';

/** Identifies destination and signal, without headers: keys may change, and stay secret. */
export function laneId(signal: Signal, { protocol, url, path, socketPath }: Destination): string {
  const address = [signal, protocol, url, socketPath ?? '', path].join('\n');
  return createHash('sha256').update(address).digest('hex').slice(0, 16);
}
