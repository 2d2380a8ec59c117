import { createTraceState, ROOT_CONTEXT, type SpanContext, SpanKind, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { createCompositeSampler } from '../../../src/agent/declared/composite-sampler';
import type { Composable } from '../../../src/shared/config/declared';

const SPAN_ID = '00f067aa0ba902b7';
/** A trace id with these 56 random bits. */
const traceIdOf = (random: string) => `4bf92f3577b34d6da3${random}`.slice(0, 18) + random;

function sample(
  tree: Composable,
  {
    random = '80000000000000',
    kind = SpanKind.SERVER,
    attributes = {},
    parent,
  }: {
    random?: string;
    kind?: SpanKind;
    attributes?: Record<string, string | string[]>;
    parent?: { flags?: number; state?: string; isRemote?: boolean };
  } = {},
) {
  const traceId = traceIdOf(random);
  const spanContext: SpanContext = {
    traceId,
    spanId: SPAN_ID,
    traceFlags: parent?.flags ?? 1,
    isRemote: parent?.isRemote ?? true,
    ...(parent?.state && { traceState: createTraceState(parent.state) }),
  };
  const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext);
  const result = createCompositeSampler(tree).shouldSample(context, traceId, 'name', kind, attributes, []);
  return [result.decision === SamplingDecision.RECORD_AND_SAMPLED, result.traceState?.serialize()];
}

const half: Composable = { kind: 'probability', ratio: 0.5 };

test.each<[string, Composable, Parameters<typeof sample>[1], readonly unknown[]]>([
  ['always on', { kind: 'always_on' }, {}, [true, 'ot=th:0']],
  ['always off', { kind: 'always_off' }, {}, [false, undefined]],
  ['half, at the threshold', half, { random: '80000000000000' }, [true, 'ot=th:8']],
  ['half, below it', half, { random: '7fffffffffffff' }, [false, undefined]],
  ['a quarter', { kind: 'probability', ratio: 0.25 }, { random: 'c0000000000000' }, [true, 'ot=th:c']],
  ['nothing', { kind: 'probability', ratio: 0 }, { random: 'ffffffffffffff' }, [false, undefined]],
  ['all', { kind: 'probability', ratio: 1 }, { random: '00000000000000' }, [true, 'ot=th:0']],
  [
    'randomness of the trace state',
    half,
    { random: '00000000000000', parent: { state: 'ot=rv:90000000000000,a=b' } },
    [true, 'ot=th:8;rv:90000000000000,a=b'],
  ],
  [
    'a decision against a kept parent takes its threshold away',
    half,
    { random: '10000000000000', parent: { state: 'ot=th:0;rv:10000000000000' } },
    [false, 'ot=rv:10000000000000'],
  ],
])('%s', (_name, tree, start, wanted) => {
  expect(sample(tree, start)).toEqual(wanted);
});

describe('like the parent', () => {
  const tree: Composable = { kind: 'parent_threshold', root: half };

  test.each<[string, Parameters<typeof sample>[1], readonly unknown[]]>([
    ['without one, as the root', { random: '70000000000000' }, [false, undefined]],
    ['by its threshold', { random: '90000000000000', parent: { state: 'ot=th:8' } }, [true, 'ot=th:8']],
    [
      'by its flag: kept, with an unknown probability',
      { random: '00000000000000', parent: { flags: 1 } },
      [true, undefined],
    ],
    ['by its flag: not kept', { random: 'ffffffffffffff', parent: { flags: 0 } }, [false, undefined]],
    [
      'by its flag, which the threshold contradicts: not kept',
      { random: '90000000000000', parent: { flags: 0, state: 'ot=th:8,a=b' } },
      [false, 'a=b'],
    ],
    [
      'by its flag, which the threshold contradicts: kept',
      { random: '10000000000000', parent: { flags: 1, state: 'ot=th:8' } },
      [true, ''],
    ],
  ])('%s', (_name, start, wanted) => {
    expect(sample(tree, start)).toEqual(wanted);
  });
});

describe('by rules, the first of which counts', () => {
  const tree: Composable = {
    kind: 'rule_based',
    rules: [
      { values: { key: 'http.route', values: ['/healthz', '/livez'] }, sampler: { kind: 'always_off' } },
      {
        patterns: { key: 'url.path', included: ['/internal/*'], excluded: ['/internal/special/*'] },
        sampler: { kind: 'always_on' },
      },
      { parents: ['none'], spanKinds: ['client'], sampler: half },
      { parents: ['remote'], sampler: { kind: 'parent_threshold', root: { kind: 'always_off' } } },
    ],
  };

  test.each<[string, Parameters<typeof sample>[1], boolean]>([
    ['a value', { attributes: { 'http.route': '/livez', 'url.path': '/internal/a' } }, false],
    ['a pattern', { attributes: { 'url.path': '/internal/a/b' } }, true],
    ['an entry of a list', { attributes: { 'url.path': ['/x', '/internal/y'] } }, true],
    ['what a pattern excludes', { attributes: { 'url.path': '/internal/special/a' } }, false],
    ['kind and parent', { kind: SpanKind.CLIENT, random: '80000000000000' }, true],
    ['another kind', { kind: SpanKind.SERVER }, false],
    ['a remote parent', { parent: { flags: 1 } }, true],
    ['a local parent', { parent: { flags: 1, isRemote: false } }, false],
  ])('%s', (_name, start, wanted) => {
    expect(sample(tree, start)[0]).toBe(wanted);
  });
});
