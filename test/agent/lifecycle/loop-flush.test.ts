import type { Pipeline } from '../../../src/agent/export/pipelines/pipeline';
import { createLoopFlush } from '../../../src/agent/lifecycle/loop-flush';
import { destinationTo } from '../export/destination-to';

/* Receivers that the event loop is worth keeping alive for, when a process ends by itself. */

interface Case {
  readonly url?: string;
  readonly isWarm?: boolean;
  /** Milliseconds that the spool waits; undefined without a spool. */
  readonly patienceMs?: number;
}

function isDue({ url = 'https://127.0.0.1:4317', isWarm = false, patienceMs }: Case): boolean {
  const pipeline = {
    destination: destinationTo(url, 'grpc'),
    hasUnsent: () => true,
    isWarm: () => isWarm,
    spool: patienceMs === undefined ? undefined : { patienceMs: () => patienceMs },
  } as unknown as Pipeline;
  const flush = createLoopFlush({ pipelines: () => [pipeline], exitTimeoutMs: 500, report() {} });
  return flush.due().length === 1;
}

test.each<[string, boolean, Case]>([
  ['never asked, plain TCP', false, { url: 'http://127.0.0.1:4317' }],
  ['never asked, TLS', true, {}],
  ['has answered', true, { isWarm: true }],
  ['never asked, TLS, with a spool: the helper sends from the disk', false, { patienceMs: 500 }],
  ['never asked, TLS, with a spool that takes nothing', true, { patienceMs: Number.POSITIVE_INFINITY }],
  ['has answered, with a spool', true, { isWarm: true, patienceMs: 40 }],
  ['has answered and is away, with a spool', false, { isWarm: true, patienceMs: 0 }],
])('%s: %s', (_, due, one) => {
  expect(isDue(one)).toBe(due);
});
