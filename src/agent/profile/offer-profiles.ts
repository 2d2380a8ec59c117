import type { ResolvedConfig } from '../../shared/config';
import type { Log } from '../../shared/log';
import type { Destination } from '../../shared/otlp/destination';
import { readProfileSetting } from '../../shared/profile/read-profile-setting';
import { loadChunk } from '../boot/chunks';
import type { TransportsChunk } from '../export/transports/connect';
import type { Subject } from './take-profile';

export interface ProfileOffer {
  readonly get: ResolvedConfig['get'];
  readonly log: Log;
  readonly subject: () => Subject;
  readonly isOver: () => boolean;
  readonly pipelines: readonly { readonly destination?: Destination | undefined }[];
}

/**
 * Lets a viewer on this machine order profiles: its answers to exports tell of an order, which the agent then fetches.
 * Nothing listens, and nothing is asked until then. Receivers elsewhere are not heeded.
 */
export function offerProfiles({ get, log, subject, isOver, pipelines }: ProfileOffer): void {
  if (readProfileSetting(get('OTEL_AGENT_PROFILE'))?.kind === 'off') return;
  if (!pipelines.some(({ destination }) => destination !== undefined && isLocal(destination))) return;
  loadChunk<TransportsChunk>('transports').watchOrders((destination, port) => {
    if (isOver() || !isLocal(destination)) return;
    const { takeOrder } = loadChunk<typeof import('./profile')>('profile');
    void takeOrder({ host: destination.host, port }, subject(), log);
  });
}

function isLocal({ isTls, host, socketPath, proxy }: Destination): boolean {
  const isLoopback = /^(localhost|127(\.\d+){3}|::1)$/i.test(host);
  return isLoopback && !isTls && socketPath === undefined && proxy === undefined;
}
