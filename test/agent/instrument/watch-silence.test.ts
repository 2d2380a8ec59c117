import { channel } from 'node:diagnostics_channel';

import { watchSilence } from '../../../src/agent/instrument/coverage/watch-silence';
import { readRules } from '../../../src/agent/rules';
import { ignoredPaths } from '../../../src/agent/sampling/ignore';
import { resolveConfig } from '../../../src/shared/config';

/* Only the clock is faked: 30 s are over at once. */

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

interface Scene {
  readonly env?: Record<string, string>;
  readonly ended?: number;
  /** Spans have ended after 20 s only. */
  readonly isYoung?: boolean;
  readonly sent?: number;
  readonly failure?: string;
  /** `traceparent` of each request. */
  readonly requests?: readonly (string | undefined)[];
  readonly isOver?: boolean;
  /** Ends the watch while requests are counted. */
  readonly isStopped?: boolean;
}

function linesIn({
  env = {},
  ended = 0,
  sent = 0,
  failure,
  isYoung = false,
  requests = [],
  isOver = false,
  isStopped = false,
}: Scene): string[] {
  const lines: string[] = [];
  let endedItems = isYoung ? 0 : ended;
  const stop = watchSilence({
    log: (_level, line) => lines.push(line),
    config: resolveConfig({ env, instrumentationNames: ['http'], readRules }),
    failures: new Map(),
    isOver: () => isOver,
    ignoredPaths: () => ignoredPaths(['/healthz']),
    pipelines: [
      {
        signal: 'traces',
        stats: () => ({ endedItems, sentItems: sent }),
        way: { queue: { failure: () => failure } },
      },
    ],
  });
  jest.advanceTimersByTime(21_000);
  endedItems = ended;
  for (const traceparent of requests)
    CHANNEL.publish({ request: { url: env.URL ?? '/items?q=1', headers: { traceparent } } });
  if (isStopped) stop();
  jest.advanceTimersByTime(20_000);
  expect(CHANNEL.hasSubscribers).toBe(false);
  return lines;
}

const CHANNEL = channel('http.server.response.finish');
const END = `; otel-agent doctor --pid ${process.pid} tells more`;

test('a process whose spans are acknowledged, or that has no requests, is silent', () => {
  expect(linesIn({ ended: 5, sent: 3 })).toEqual([]);
  expect(linesIn({})).toEqual([]);
  expect(linesIn({ requests: [undefined], isOver: true })).toEqual([]);
});

const UNSAMPLED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

test.each([
  ['the first spans are young', { ended: 5, isYoung: true }],
  ['the agent has been taken out', { requests: [undefined], isStopped: true }],
  ['batches wait longer', { ended: 5, env: { OTEL_BSP_SCHEDULE_DELAY: '20000' } }],
  ['requests are ignored on purpose', { requests: [undefined], env: { URL: '/healthz?deep' } }],
  ['spans may have been left out by chance', { requests: [UNSAMPLED] }],
  [
    'a ratio keeps few',
    { requests: [undefined], env: { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' } },
  ],
  ['spans are kept at their end only', { requests: [undefined], env: { OTEL_AGENT_KEEP: 'errors' } }],
] as const)('silence is no problem where %s', (_name, scene: Scene) => {
  expect(linesIn(scene)).toEqual([]);
});

test('spans of which none was acknowledged are told with the last failure', () => {
  expect(linesIn({ ended: 5, failure: 'connect ECONNREFUSED' })).toEqual([
    `5 spans have ended and none was acknowledged: connect ECONNREFUSED${END}`,
  ]);
});

const RULES: readonly [env: Record<string, string>, traceparent: string | undefined, reason: RegExp][] = [
  [{ OTEL_TRACES_SAMPLER: 'always_off' }, undefined, /OTEL_TRACES_SAMPLER=always_off keeps none/],
  [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' }, undefined, /set OTEL_INSTRUMENTATION_HTTP_ENABLED=true/],
  [{}, UNSAMPLED, /their callers have not sampled them/],
  [{}, undefined, /before the agent was loaded/],
];

test.each(RULES)('requests without a span: %j, %s', (env, traceparent, reason) => {
  const lines = linesIn({ env, requests: Array(20).fill(traceparent) });
  expect(lines).toEqual([expect.stringMatching(reason)]);
  expect(lines[0]).toContain(END);
});
