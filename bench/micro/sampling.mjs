// Cost of a decision by ten rules, beside the standard parent-based sampler: node --import tsx bench/micro/sampling.mjs
// The least of many short rounds, in nanoseconds, which a busy machine hardly changes.
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { createRulesSampler } from '../../src/agent/sampling/rules/rules-sampler.ts';
import { createSampler } from '../../src/agent/sampling/sampler.ts';

const ROUNDS = 4000;
const CALLS = 50;

/** Ten rules; most spans meet the last. */
const rules = [
  { match: { kind: ['server'], path: ['/healthz', '/readyz', '/metrics'] }, action: { kind: 'drop' } },
  { match: { kind: ['server'], path: ['/static/**'] }, action: { kind: 'drop' } },
  { match: { kind: ['client'], host: ['telemetry.example.com'] }, action: { kind: 'drop' } },
  { match: { kind: ['internal'], name: ['middleware*'] }, action: { kind: 'drop' } },
  { match: { route: ['/checkout', '/checkout/:id'] }, action: { kind: 'ratio', ratio: 1 } },
  { match: { method: ['DELETE'] }, action: { kind: 'ratio', ratio: 1 } },
  { match: { route: ['/users/:id'] }, action: { kind: 'ratio', ratio: 0.5 } },
  { match: { attributes: { 'user_agent.original': ['*bot*'] } }, action: { kind: 'ratio', ratio: 0.01 } },
  { match: { path: ['/search'] }, action: { kind: 'per_second', perSecond: 10 } },
  { match: {}, action: { kind: 'ratio', ratio: 0.1 } },
];
const otherwise = { name: 'parentbased_always_on', ratio: 1 };
const ids = Array.from({ length: 256 }, () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join(''),
);
const attributesOf = path => ({
  'http.request.method': 'GET',
  'url.scheme': 'http',
  'server.address': 'shop.internal',
  'server.port': 8080,
  'url.path': path,
  'user_agent.original': 'curl/8.5.0',
});
const paths = ['/', '/users/7', '/products/42/reviews', '/search', '/healthz'].map(attributesOf);
const local = ids.map(traceId =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: 'b7ad6b7169203331', traceFlags: 1 }),
);

const samplers = {
  standard: createSampler({ ...otherwise, isLean: true }),
  'ten rules': createRulesSampler({ rules, otherwise, now: () => performance.now() }),
};

for (const [name, sampler] of Object.entries(samplers)) {
  const decide = (context, kind) => at =>
    sampler.shouldSample(context(at), ids[at & 255], 'GET', kind, paths[at % 5], []);
  const root = least(decide(() => ROOT_CONTEXT, SpanKind.SERVER));
  const below = least(decide(at => local[at & 255], SpanKind.CLIENT));
  console.log(
    `${name.padEnd(10)} trace begins ${root.toFixed(0).padStart(4)}   span below ${below.toFixed(0).padStart(4)}`,
  );
}

function least(run) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    for (let call = 0; call < CALLS; call++) run(call);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / CALLS);
  }
  return best;
}
