import v8 from 'node:v8';
import { loadChunk } from '../../../../agent/boot/chunks';
import type { Check } from '../../check';
import { ok, warn } from '../../check';
import { optionOf } from '../../view/node-words';
import type { Memory } from '../../view/subject';

const MB = 2 ** 20;
/** Below this the agent's queues and tables shrink. */
const SMALL_HEAP_MB = 64;

/** Is there memory for the agent, and does the heap fit into the container? */
export const memory: Check = {
  name: 'memory',
  needs: 'machine',
  run({ nodeWords, config, running }) {
    const { heapBytes, containerBytes } = running?.memory ?? ownMemory();
    const given = Number(optionOf(nodeWords, '--max-old-space-size'));
    const heapMb = given > 0 ? given : Math.round(heapBytes / MB);
    const isLimited = containerBytes > 0 && containerBytes < Number.MAX_SAFE_INTEGER;
    const containerMb = isLimited ? Math.round(containerBytes / MB) : undefined;
    const { queueBytes } = loadChunk<typeof import('../../../../agent/memory/limits')>('transports');
    const own = config.get('OTEL_AGENT_MAX_QUEUE_BYTES');
    const queueMb = Math.round(
      (config.given.has('OTEL_AGENT_MAX_QUEUE_BYTES') ? own : Math.min(own, queueBytes())) / MB,
    );
    const seen = `heap up to ${heapMb} MB${containerMb === undefined ? '' : `, container ${containerMb} MB`}; a queue holds up to ${queueMb} MB`;
    if (heapMb < SMALL_HEAP_MB)
      return warn({
        seen,
        why: 'in a small heap queues and tables are smaller, and more is dropped in an outage',
        mend: `raise --max-old-space-size to ${SMALL_HEAP_MB} or more`,
      });
    if (containerMb !== undefined && heapMb > containerMb)
      return warn({
        seen,
        why: 'a heap that outgrows its container ends by SIGKILL, and its last spans are lost',
        mend: `set --max-old-space-size=${Math.floor(containerMb * 0.75)}, or OTEL_AGENT_SPOOL=on with OTEL_AGENT_SPOOL_SYNC=1s`,
      });
    return ok(seen);
  },
};

/** Limits of this very process: an app that is started from here gets the same. */
function ownMemory(): Memory {
  return {
    heapBytes: v8.getHeapStatistics().heap_size_limit,
    containerBytes: process.constrainedMemory(),
  };
}
