import { ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { collectNow } from '../../../src/agent/metrics/collect-now';

/* Collecting without a promise gives the metrics that the SDK's own reader collects with a promise. */

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function measure(temporality: AggregationTemporality) {
  const reader = new Reader({ aggregationTemporalitySelector: () => temporality });
  const provider = new MeterProvider({ readers: [reader] });
  const meter = provider.getMeter('shop', '1');
  let observed = 0;
  const counter = meter.createCounter('orders');
  meter.createUpDownCounter('open').add(-3, { a: 1 });
  meter.createHistogram('latency').record(7, { b: [1, 2] });
  meter.createGauge('level').record(0.5);
  meter.createObservableCounter('seen').addCallback(result => result.observe(++observed, { x: 'y' }));
  meter
    .createObservableGauge('whole', { valueType: ValueType.INT })
    .addCallback(async result => result.observe(2.9));
  const [up, down] = [meter.createObservableUpDownCounter('up'), meter.createObservableGauge('down')];
  meter.addBatchObservableCallback(
    result => {
      result.observe(up, 1, { a: 1, b: 2 });
      result.observe(up, 4, { b: 2, a: 1 });
      result.observe(down, 2);
    },
    [up, down],
  );
  meter.createObservableGauge('broken').addCallback(() => {
    throw new Error('a callback of the app');
  });
  meter.createCounter('never used');
  provider.getMeter('idle');
  return { reader, add: () => counter.add(2, { city: 'Bern' }) };
}

/** Leaves out times, which differ. */
function points({ scopeMetrics }: ResourceMetrics) {
  return scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.map(({ descriptor, aggregationTemporality, dataPointType, dataPoints }) => ({
      scope: scope.name,
      ...descriptor,
      aggregationTemporality,
      dataPointType,
      dataPoints: dataPoints.map(({ attributes, value }) => ({ attributes, value })),
    })),
  );
}

test.each([
  ['cumulative', AggregationTemporality.CUMULATIVE],
  ['delta', AggregationTemporality.DELTA],
])('%s: after several collections by the other way', async (_name, temporality) => {
  const [theirs, ours] = [measure(temporality), measure(temporality)];
  for (let round = 0; round < 3; round++) {
    theirs.add();
    ours.add();
    const expected = points((await theirs.reader.collect()).resourceMetrics);
    const isLast = round === 2;
    const collected = isLast ? collectNow(ours.reader) : (await ours.reader.collect()).resourceMetrics;
    expect(points(collected)).toEqual(expected);
    expect(expected.length).toBeGreaterThanOrEqual(5);
  }
});
