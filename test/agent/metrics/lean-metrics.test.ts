import { type Attributes, type Meter, ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, MetricReader, type MetricReaderOptions } from '@opentelemetry/sdk-metrics';
import { mergeScopes } from '../../../src/agent/export/merge-scopes';
import { TEMPORALITIES, type TemporalityPreference } from '../../../src/agent/export/temporalities';
import { LeanMetrics } from '../../../src/agent/metrics/lean/lean-metrics';
import * as fc from '../../fast-check';

class TestReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** Sets up a provider of the SDK and a reader that collects `scope`: as it is, or with our meters over it. */
function setUp(temporality: TemporalityPreference, isLean: boolean, failures: readonly string[] = []) {
  const lean = new LeanMetrics();
  const options: MetricReaderOptions = {
    aggregationTemporalitySelector: TEMPORALITIES[temporality],
    ...(isLean && { metricProducers: [lean.producerFor(TEMPORALITIES[temporality])] }),
  };
  const reader = new TestReader(options);
  const sdk = new MeterProvider({ resource: resourceFromAttributes({}), readers: [reader] });
  const provider = isLean ? lean.providerOver(sdk) : sdk;
  const collect = async () => {
    const { resourceMetrics, errors } = await reader.collect();
    expect(errors.map(error => (error as Error).message)).toEqual(failures);
    return mergeScopes(resourceMetrics).scopeMetrics.map(({ scope, metrics }) => ({
      scope: { ...scope, schemaUrl: scope.schemaUrl },
      metrics: metrics
        .map(({ descriptor: { name, description, unit, valueType }, ...data }) => ({
          ...data,
          descriptor: { name, description, unit, valueType },
        }))
        .sort((a, b) => (a.descriptor.name < b.descriptor.name ? -1 : 1)),
    }));
  };
  return { provider, meter: provider.getMeter('shop', '1', { schemaUrl: 'https://schema' }), collect };
}

/** The instruments that instrumentations make, each called with a value and attributes. */
const INSTRUMENTS: readonly ((meter: Meter) => (value: number, attributes?: Attributes) => void)[] = [
  meter => {
    const advice = { explicitBucketBoundaries: [0.125, 0.2, 10, 1, Number.POSITIVE_INFINITY] };
    const histogram = meter.createHistogram('duration', { unit: 's', description: 'How long', advice });
    return (value, attributes) => histogram.record(value, attributes);
  },
  meter => {
    const histogram = meter.createHistogram('size', { valueType: ValueType.INT });
    return (value, attributes) => histogram.record(value, attributes);
  },
  meter => {
    const counter = meter.createCounter('calls', { unit: '{call}' });
    return (value, attributes) => counter.add(value, attributes);
  },
  meter => {
    const counter = meter.createUpDownCounter('connections');
    return (value, attributes) => counter.add(value, attributes);
  },
];

/** Observable instruments, with a function that tells what their callbacks observe from now on. */
function observables(meter: Meter) {
  let seen: readonly (readonly [value: number, attributes: Attributes | undefined])[] = [];
  const [seconds, heap, open] = [
    meter.createObservableCounter('seconds', { unit: 's' }),
    meter.createObservableGauge('heap', { valueType: ValueType.INT }),
    meter.createObservableUpDownCounter('open', { description: 'Open now' }),
  ];
  seconds.addCallback(async result => {
    for (const one of seen) result.observe(...one);
  });
  meter.addBatchObservableCallback(
    result => {
      for (const [value, attributes] of seen) {
        result.observe(heap, value, attributes);
        result.observe(open, value, attributes);
      }
    },
    [heap, open],
  );
  meter.createObservableGauge('broken').addCallback(() => {
    throw new Error('as the SDK says');
  });
  const removed = () => {
    throw new Error('was removed');
  };
  open.addCallback(removed);
  open.removeCallback(removed);
  meter.addBatchObservableCallback(removed, [open, heap]);
  meter.removeBatchObservableCallback(removed, [heap, open]);
  return (observed: typeof seen) => {
    seen = observed;
  };
}

let nowMs: number;
beforeEach(() => {
  nowMs = 1_800_000_000_000;
  jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
});
afterEach(() => jest.restoreAllMocks());

const attributeValue = fc.oneof(
  fc.constantFrom('GET', 'POST', '1', 'true', ''),
  fc.constantFrom(1, 200, 1.5),
  fc.boolean(),
  fc.constant(undefined),
  fc.constantFrom(['a', 'b'], ['a'], [1]),
);
const attributes = fc.option(
  fc.dictionary(fc.constantFrom('method', 'route', 'status', '__proto__x'), attributeValue, { maxKeys: 3 }),
  { nil: undefined },
);
/** Values whose sums are exact: the SDK adds up intervals, in another order. */
const measurement = fc.record({
  instrument: fc.nat(INSTRUMENTS.length - 1),
  value: fc.oneof(fc.integer({ min: -3, max: 100 }), fc.constantFrom(0, 0.125, 0.25, 7.5, Number.NaN)),
  attributes,
  /** The reader collects after it. */
  isCollected: fc.integer({ min: 0, max: 4 }).map(number => number === 0),
});

test.each(['cumulative', 'delta', 'lowmemory'] as const)(
  'a reader of %s metrics gets what the SDK would give it',
  async temporality => {
    await fc.assert(
      fc.asyncProperty(fc.array(measurement, { minLength: 1, maxLength: 40 }), async measurements => {
        const sides = [false, true].map(isLean => {
          const side = setUp(temporality, isLean);
          return { ...side, record: INSTRUMENTS.map(make => make(side.meter)) };
        });
        for (const { instrument, value, attributes, isCollected } of [...measurements, ...measurements]) {
          nowMs += 7;
          for (const side of sides) side.record[instrument]!(value, attributes as Attributes | undefined);
          if (!isCollected) continue;
          nowMs += 1000;
          const [theirs, ours] = await Promise.all(sides.map(side => side.collect()));
          expect(ours).toEqual(theirs);
        }
      }),
      { numRuns: fc.draws(100) },
    );
  },
);

const observation = fc.tuple(
  fc.oneof(fc.integer({ min: -3, max: 100 }), fc.constantFrom(0.125, 7.5)),
  attributes.map(some => some as Attributes | undefined),
);

test.each(['cumulative', 'delta', 'lowmemory'] as const)(
  'a reader of %s metrics gets the observations that the SDK would give it',
  async temporality => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(observation, { maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        async rounds => {
          const sides = [false, true].map(isLean => setUp(temporality, isLean, ['as the SDK says']));
          const observe = sides.map(({ meter }) => observables(meter));
          for (const round of rounds) {
            nowMs += 1000;
            for (const tell of observe) tell(round);
            const [theirs, ours] = await Promise.all(sides.map(side => side.collect()));
            expect(ours).toEqual(theirs);
          }
        },
      ),
      { numRuns: fc.draws(40) },
    );
  },
);

test('of more than 1999 observed series the last share one, at every collection', async () => {
  const [theirs, ours] = await Promise.all(
    [false, true].map(async isLean => {
      const { meter, collect } = setUp('cumulative', isLean);
      meter.createObservableCounter('calls').addCallback(result => {
        for (let i = 0; i < 2500; i++) result.observe(i, { user: i });
      });
      await collect();
      return (await collect())[0]!.metrics[0]!.dataPoints;
    }),
  );
  expect(ours).toHaveLength(2000);
  expect(ours!.slice(0, -1)).toEqual(theirs!.slice(0, -1));
  // The SDK adds up differences of series that are not the same.
  expect(ours!.at(-1)).toEqual({ ...theirs!.at(-1), value: 2499 });
});

test('more than 1999 series are counted as one', async () => {
  const [theirs, ours] = await Promise.all(
    [false, true].map(async isLean => {
      const { meter, collect } = setUp('cumulative', isLean);
      const counter = meter.createCounter('calls');
      for (let i = 0; i < 2500; i++) counter.add(1, { user: i });
      return collect();
    }),
  );
  expect(ours).toEqual(theirs);
  const points = ours![0]!.metrics[0]!.dataPoints;
  expect(points).toHaveLength(2000);
  expect(points.at(-1)).toMatchObject({ attributes: { 'otel.metric.overflow': true }, value: 501 });
});

test('what is measured again does not count against the limit, in any order of its attributes', async () => {
  const { meter, collect } = setUp('cumulative', true);
  const counter = meter.createCounter('calls');
  for (let i = 0; i < 10_000; i++) {
    const [a, b] = [i % 40, i % 50];
    counter.add(1, i % 2 === 0 ? { a, b } : { b, a });
  }
  const { metrics } = (await collect())[0]!;
  expect(metrics[0]!.dataPoints).toHaveLength(200);
  expect(metrics[0]!.dataPoints.every(({ value }) => value === 50)).toBe(true);
});

test('attributes that are changed later stay as they were measured', async () => {
  const { meter, collect } = setUp('cumulative', true);
  const counter = meter.createCounter('calls');
  const attributes = { route: '/a' };
  counter.add(1, attributes);
  attributes.route = '/b';
  counter.add(1, attributes);
  const routes = (await collect())[0]!.metrics[0]!.dataPoints.map(point => point.attributes.route);
  expect(routes).toEqual(['/a', '/b']);
});

test('the same instrument made twice is one; another one of its name is left to the SDK', async () => {
  const { provider, collect } = setUp('cumulative', true);
  const meter = () => provider.getMeter('shop', '1', { schemaUrl: 'https://schema' });
  meter().createCounter('calls').add(1);
  meter().createCounter('calls').add(1);
  meter().createCounter('calls', { unit: 's' }).add(5);
  const { metrics } = (await collect())[0]!;
  expect(metrics.map(({ dataPoints }) => dataPoints[0]!.value).sort()).toEqual([2, 5]);
});

test('gauges of the same scope are the SDK’s, and are exported beside ours', async () => {
  const { meter, collect } = setUp('cumulative', true);
  meter.createObservableGauge('temperature').addCallback(result => result.observe(21));
  meter.createGauge('pressure').record(3);
  meter.createCounter('calls').add(1);
  const scopes = await collect();
  expect(scopes).toHaveLength(1);
  expect(scopes[0]!.metrics.map(({ descriptor }) => descriptor.name)).toEqual([
    'calls',
    'pressure',
    'temperature',
  ]);
});
