import type { QueueSpool, SpoolAccess } from '../../../../src/agent/export/queue/queue-types';
import { createSpool } from '../../../../src/agent/export/spool/spool';
import { destinationTo } from '../destination-to';
import type { SpoolFolder } from './spool-folder';

/** Way to the spool of a queue whose receiver is away. */
export function laneIn(folder: SpoolFolder, others: Partial<SpoolAccess> = {}): QueueSpool {
  const spool = createSpool({ place: folder.base, maxBytes: 1e9, maxAgeMs: 1e6, syncMs: 0, report() {} });
  return spool.laneFor('traces', destinationTo('http://127.0.0.1:4317', 'grpc')).join({
    came() {},
    drop() {},
    adopt() {},
    takeBack: () => false,
    batches: () => [],
    heldBytes: () => 0,
    isAnswering: () => false,
    ...others,
  });
}
