import type { Check } from '../../check';
import { ok, warn } from '../../check';

/** Are worker threads traced that run the app's code? */
export const workers: Check = {
  name: 'worker threads',
  needs: 'app',
  run({ config, manifest }) {
    const pools = (manifest?.dependencies ?? []).filter(name => POOLS.includes(name));
    const used = pools.length === 0 ? '' : `; ${pools.join(', ')} among the dependencies`;
    if (config.get('OTEL_AGENT_WORKERS')) return ok(`those that run the app's code are traced${used}`);
    if (pools.length === 0) return ok('off (OTEL_AGENT_WORKERS)');
    return warn({
      seen: `OTEL_AGENT_WORKERS is off${used}`,
      why: 'what the app does in worker threads makes no spans',
      mend: 'unset OTEL_AGENT_WORKERS',
    });
  },
};

const POOLS = [
  'piscina',
  'workerpool',
  'poolifier',
  'threads',
  'bree',
  'node-worker-threads-pool',
  'microjob',
  'bullmq',
];
