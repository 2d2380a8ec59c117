import { runProgram } from '../lifecycle/run-program';

/* Series of the app's own instruments: the SDK's, as src/agent/upstream/ changes it. */

interface Point {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly asInt?: number;
  readonly asDouble?: number;
  readonly scale?: number;
  readonly zeroCount?: number;
  readonly positive?: unknown;
}
interface Metric {
  readonly name: string;
  readonly [data: string]: unknown;
}
type Collection = ReadonlyMap<string, readonly Point[]>;

/** In the first two of them the program records its histograms. */
const COLLECTIONS = 4;
const DISKS = 2003;
/** Default limit of series, of which one is for the overflow. */
const OWN_SERIES = 1999;

let collections: Collection[];
beforeAll(async () => {
  collections = [];
  await runProgram({
    script: 'metrics/series.js',
    env: {
      OTEL_METRICS_EXPORTER: 'otlp/stdout',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    },
    onLine(line, child) {
      if (!line.startsWith('{"resourceMetrics"')) return;
      const collection = pointsOf(line);
      if (!collection.has('collection')) return;
      collections.push(collection);
      // The last collection is that of the end, which is made without promises.
      if (collections.length === COLLECTIONS) child.stdin!.write('exit\n');
    },
  });
});

function pointsOf(line: string): Collection {
  const scopes = JSON.parse(line).resourceMetrics[0].scopeMetrics as { metrics: Metric[] }[];
  const metrics = scopes.flatMap(scope => scope.metrics);
  return new Map(
    metrics.map(metric => {
      const data = metric.sum ?? metric.gauge ?? metric.exponentialHistogram;
      return [metric.name, (data as { dataPoints?: readonly Point[] } | undefined)?.dataPoints ?? []];
    }),
  );
}

const numberOf = ({ asInt, asDouble }: Point) => Number(asInt ?? asDouble);

test('collections follow one another, and the end has one of its own', () => {
  const numbers = collections.map(collection => numberOf(collection.get('collection')![0]!));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(numbers.length).toBeGreaterThan(COLLECTIONS);
});

test('the overflow of an observable counter is the sum of the series that have none of their own', () => {
  for (const [index, collection] of collections.entries()) {
    const points = collection.get('bytes')!;
    const [overflow] = points.filter(({ attributes }) => attributes[0]!.key === 'otel.metric.overflow');
    const own = points.filter(point => point !== overflow);
    const disks = Array.from({ length: DISKS }, (_, disk) => disk + index + 1);
    expect(own).toHaveLength(OWN_SERIES);
    expect(sum([...own, overflow!].map(numberOf))).toBe(sum(disks));
  }
});

test.each(['zero first', 'zero last'])(
  'zeros of another interval blur no exponential histogram: %s',
  name => {
    const shapeOf = (of: string) => {
      const [{ scale, zeroCount, positive }] = collections.at(-1)!.get(of) as [Point];
      return { scale, zeroCount, positive };
    };
    expect(shapeOf('whole')).toMatchObject({ scale: 7, zeroCount: 1 });
    expect(shapeOf(name)).toEqual(shapeOf('whole'));
  },
);

test.each(['requests', 'open', 'waiting'])('an object of attributes that the app reuses: %s', name => {
  for (const [index, collection] of collections.entries()) {
    const points = collection.get(name)!;
    const routes = points.map(point => [point.attributes[0]!.value.stringValue, numberOf(point)]);
    expect(routes).toEqual([
      ['/a', index + 1],
      ['/b', 2 * (index + 1)],
    ]);
  }
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
