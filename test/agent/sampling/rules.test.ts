import {
  type Context,
  createTraceState,
  ROOT_CONTEXT,
  type SpanAttributes,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { createRulesSampler } from '../../../src/agent/sampling/rules/rules-sampler';
import { readSamplingRules, type SamplingRule } from '../../../src/shared/rules/sampling-rules';

const SPAN_ID = 'b7ad6b7169203331';
/** A trace whose randomness is this share of all. */
const traceOf = (share: number) =>
  `0af7651916cd43dd84${Math.floor(share * 2 ** 52)
    .toString(16)
    .padStart(13, '0')}0`;

function sampler(rules: unknown, otherwise = 'parentbased_always_on', ratio = 1, now = () => 0): Sampler {
  const read = readSamplingRules(rules, (path, message) => {
    throw new Error(`${path}: ${message}`);
  }) as readonly SamplingRule[];
  return createRulesSampler({ rules: read, otherwise: { name: otherwise as 'always_on', ratio }, now });
}

function below(traceId: string, isSampled: boolean, isRemote: boolean, state?: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId: SPAN_ID,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote,
    ...(state !== undefined && { traceState: createTraceState(state) }),
  });
}

interface Start {
  readonly context?: Context;
  readonly traceId?: string;
  readonly name?: string;
  readonly kind?: SpanKind;
  readonly attributes?: SpanAttributes;
}

/** True if sampled, and the trace state that the span then has. */
function decide(
  by: Sampler,
  {
    context = ROOT_CONTEXT,
    traceId = traceOf(0.5),
    name = 'GET',
    kind = SpanKind.SERVER,
    attributes = {},
  }: Start,
) {
  const { decision, traceState } = by.shouldSample(context, traceId, name, kind, attributes, []);
  return [decision === SamplingDecision.RECORD_AND_SAMPLED, traceState?.serialize()];
}
const isSampled = (by: Sampler, start: Start) => decide(by, start)[0];

describe('conditions', () => {
  const server = { 'url.path': '/users/7', 'http.request.method': 'GET', 'server.address': 'Shop.internal' };
  const client = {
    'url.full': 'https://api.example.com/v1/charge?card=4',
    'server.address': 'api.example.com',
  };
  test.each<[object, SpanAttributes, boolean]>([
    [{ path: '/users/*' }, server, true],
    [{ path: '/users/**' }, server, true],
    [{ path: '/user/**' }, server, false],
    [{ path: ['/nothing', '/users/7'] }, server, true],
    [{ path: '/users/7' }, { 'http.target': '/users/7?q=1' }, true],
    [{ path: '/v1/charge' }, client, true],
    [{ path: '/' }, { 'url.full': 'http://a.example' }, true],
    [{ route: '/users/:id' }, server, true],
    [{ route: '/users/{id}' }, server, true],
    [{ route: '/users/:id/orders' }, server, false],
    [{ route: '/users/:id' }, { 'http.route': '/users/:id' }, true],
    [{ route: '/users/:id' }, { 'http.route': '/other', 'url.path': '/users/7' }, false],
    [{ host: '*.internal' }, server, true],
    [{ host: 'api.example.com' }, client, true],
    [{ host: 'api.example.com' }, {}, false],
    [{ method: ['post', 'get'] }, server, true],
    [{ method: 'POST' }, server, false],
    [{ name: 'G*' }, server, true],
    [{ kind: 'server' }, server, true],
    [{ kind: ['client', 'internal'] }, server, false],
    [{ attributes: { tenant: 'g*' } }, { tenant: 'gold' }, true],
    [{ attributes: { tenant: 'g*' } }, {}, false],
    [{ attributes: { beta: true, size: [1, 2] } }, { beta: true, size: 2 }, true],
    [{ attributes: { tags: 'b' } }, { tags: ['a', 'b'] }, true],
    [{ path: '/users/*', method: 'POST' }, server, false],
    [{ path: '/users/*', method: 'GET', host: 'shop.internal' }, server, true],
  ])('%j on %j: %p', (match, attributes, isDropped) => {
    expect(isSampled(sampler([{ match, drop: true }]), { attributes })).toBe(!isDropped);
  });
});

test('the first rule that matches decides', () => {
  const by = sampler([
    { match: { path: '/a/keep' }, ratio: 1 },
    { match: { path: '/a/**' }, drop: true },
    { match: { path: '/b' }, ratio: 0 },
  ]);
  const paths = ['/a/keep', '/a/other', '/b', '/c'];
  expect(paths.map(path => isSampled(by, { attributes: { 'url.path': path } }))).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

describe('parents', () => {
  const traceId = traceOf(0.2);
  const at = (isSampledAbove: boolean, isRemote: boolean) => ({
    traceId,
    context: below(traceId, isSampledAbove, isRemote),
  });

  test('a ratio counts where a trace begins; others follow their parent', () => {
    const by = sampler([{ ratio: 0 }]);
    expect(isSampled(by, { traceId })).toBe(false);
    expect(isSampled(by, at(true, true))).toBe(true);
    expect(isSampled(by, at(true, false))).toBe(true);
    expect(isSampled(by, at(false, true))).toBe(false);
    expect(isSampled(sampler([{ ratio: 1 }]), at(false, true))).toBe(false);
  });

  test('a drop counts below every parent, and its subtree is left out', () => {
    const by = sampler([{ match: { kind: 'internal', name: 'noise' }, drop: true }]);
    const noise = { kind: SpanKind.INTERNAL, name: 'noise' };
    expect(isSampled(by, noise)).toBe(false);
    expect(isSampled(by, { ...at(true, true), ...noise })).toBe(false);
    expect(isSampled(by, { ...at(true, false), ...noise })).toBe(false);
    expect(isSampled(by, { ...at(false, false), name: 'below the noise' })).toBe(false);
  });

  test('an earlier rule shields a local span from a later drop', () => {
    const by = sampler([
      { match: { name: 'noise that matters' }, ratio: 1 },
      { match: { name: 'noise*' }, drop: true },
    ]);
    expect(isSampled(by, { ...at(true, false), name: 'noise that matters' })).toBe(true);
    expect(isSampled(by, { ...at(true, false), name: 'noise' })).toBe(false);
  });

  test('a rule that names the parent decides anew', () => {
    const by = sampler([{ match: { parent: 'remote' }, ratio: 0.9 }]);
    expect(decide(by, at(false, true))).toEqual([true, 'ot=th:199a']);
    expect(isSampled(sampler([{ match: { parent: 'remote' }, ratio: 0.5 }]), at(true, true))).toBe(false);
  });

  test.each(['always_on', 'traceidratio', 'parentbased_always_off'])(
    '%s decides where no rule does',
    otherwise => {
      const by = sampler([], otherwise, 0.3);
      const isParentBased = otherwise.startsWith('parentbased');
      expect(isSampled(by, { traceId })).toBe(otherwise === 'always_on');
      expect(isSampled(by, at(true, true))).toBe(otherwise !== 'traceidratio');
      expect(isSampled(by, at(false, true))).toBe(otherwise === 'always_on' && !isParentBased);
    },
  );
});

describe('consistent probability', () => {
  test.each([
    [1, 'ot=th:0'],
    [0.5, 'ot=th:8'],
    [0.25, 'ot=th:c'],
    [0.1, 'ot=th:e666'],
    [0.01, 'ot=th:fd70a'],
    [0.001, 'ot=th:ffbe77'],
  ])('ratio %d writes %s', (ratio, state) => {
    const by = sampler([{ ratio }]);
    expect(decide(by, { traceId: traceOf(0.99999) })).toEqual([true, state]);
    expect(isSampled(by, { traceId: traceOf(0) })).toBe(ratio === 1);
  });

  test('what a small ratio samples, a larger one samples, too; shares are as asked', () => {
    const [few, many] = [sampler([{ ratio: 0.1 }]), sampler([{ ratio: 0.3 }])];
    const ids = Array.from({ length: 20_000 }, (_, at) => traceOf((at + 0.5) / 20_000));
    const sampled = (by: Sampler) => ids.filter(traceId => isSampled(by, { traceId }));
    const [small, large] = [sampled(few), new Set(sampled(many))];
    expect(small.length).toBeGreaterThan(1990);
    expect(small.length).toBeLessThan(2010);
    expect(large.size).toBeGreaterThan(5980);
    expect(large.size).toBeLessThan(6020);
    expect(small.every(traceId => large.has(traceId))).toBe(true);
  });

  test('a stated randomness counts in place of the trace id, and other members stay', () => {
    const traceId = traceOf(0);
    const by = sampler([{ match: { parent: 'remote' }, ratio: 0.5 }]);
    const context = below(traceId, true, true, 'ot=rv:90000000000000;th:4,other=1');
    expect(decide(by, { traceId, context })).toEqual([true, 'ot=th:8;rv:90000000000000,other=1']);
  });

  test('a threshold that is not true any more is erased', () => {
    const traceId = traceOf(0.2);
    const context = below(traceId, true, true, 'ot=th:8,other=1');
    expect(decide(sampler([]), { traceId, context })).toEqual([true, 'other=1']);
    expect(decide(sampler([{ drop: true }]), { traceId, context })).toEqual([false, 'other=1']);
    const sound = below(traceId, true, true, 'ot=th:1');
    expect(decide(sampler([]), { traceId, context: sound })).toEqual([true, undefined]);
  });

  test('a part of a trace has the rarer of both thresholds', () => {
    const by = sampler([{ match: { parent: 'local', name: 'detail' }, ratio: 0.25 }]);
    const traceId = traceOf(0.9);
    const known = below(traceId, true, false, 'ot=th:8');
    expect(decide(by, { traceId, context: known, name: 'detail' })).toEqual([true, 'ot=th:c']);
    const unknown = below(traceId, true, false);
    expect(decide(by, { traceId, context: unknown, name: 'detail' })).toEqual([true, undefined]);
  });
});

describe('per_second', () => {
  /** Sends `perSecond` traces a second, evenly, and counts what is sampled and what that stands for. */
  function run(by: Sampler, clock: { ms: number }, perSecond: number, seconds: number) {
    let sampled = 0;
    let adjusted = 0;
    const total = perSecond * seconds;
    for (let at = 0; at < total; at++) {
      clock.ms += 1000 / perSecond;
      const [isIn, state] = decide(by, { traceId: traceOf((at * 0.618_033_988_7) % 1) });
      if (!isIn) continue;
      sampled++;
      const threshold = Number.parseInt(String(state).slice(6).padEnd(14, '0'), 16) / 2 ** 56;
      adjusted += 1 / (1 - threshold);
    }
    return { sampled, adjusted, total };
  }

  test('keeps about that many, and the thresholds tell how many there were', () => {
    const clock = { ms: 0 };
    const by = sampler([{ per_second: 10 }], 'always_off', 1, () => clock.ms);
    run(by, clock, 1000, 5);
    const { sampled, adjusted, total } = run(by, clock, 1000, 60);
    expect(sampled).toBeGreaterThan(540);
    expect(sampled).toBeLessThan(660);
    expect(adjusted / total).toBeGreaterThan(0.9);
    expect(adjusted / total).toBeLessThan(1.1);
  });

  test('keeps all where fewer come, and few of a burst', () => {
    const clock = { ms: 0 };
    const by = sampler([{ per_second: 10 }], 'always_off', 1, () => clock.ms);
    expect(run(by, clock, 5, 20)).toMatchObject({ sampled: 100 });
    clock.ms += 10_000;
    expect(run(by, clock, 100_000, 0.1).sampled).toBeLessThan(120);
  });
});
