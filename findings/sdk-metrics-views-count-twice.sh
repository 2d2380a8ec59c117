#!/usr/bin/env bash
# A counter of OpenTelemetry's SDK that two views select counts everything twice, under one name.
#
# Versions: @opentelemetry/sdk-metrics 3.1.1, @opentelemetry/api 1.10.0, Node 20.
# Input:    three orders and two waiting times. A view for all instruments drops the attribute `user`; a second view gives
#           `orders` a higher limit of series, and a third gives `wait` buckets of its own.
# Seen:     without views, and with the first alone, there are three orders and two waiting times. With all three the counter has
#           6, the histogram a count of 4 and twice the sum. Neither the limit nor the buckets take effect, and OpenTelemetry's
#           diagnostics have no warning. An observable counter with two views stays as it is.
# Expected: each view has a stream of its own, with a warning that the names clash, as the specification has it (metrics SDK,
#           "View"); whichever stream one reads, it counts three orders.
# Source:   `_registerMetricStorage` in dist/state/MeterSharedState.cjs looks for a storage of that name and unit before it makes
#           one for a view. It finds the one that it has made for the view before, lists it twice, and
#           dist/state/MultiWritableMetricStorage.cjs writes each measurement to all that are listed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/sdk-metrics@3.1.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const { diag, DiagLogLevel } = require('@opentelemetry/api');
const metrics = require('@opentelemetry/sdk-metrics');
diag.setLogger(console, { logLevel: DiagLogLevel.WARN });

const withoutUser = { instrumentName: '*', attributesProcessors: [metrics.createDenyListAttributesProcessor(['user'])] };
const limit = { instrumentName: 'orders', aggregationCardinalityLimit: 10_000 };
const options = { boundaries: [1, 2, 3] };
const buckets = { instrumentName: 'wait', aggregation: { type: metrics.AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options } };

/** Records the same each time, and prints what a reader collects: each stream with its value and its number of buckets. */
async function count(views) {
  const exporter = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE);
  const reader = new metrics.PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new metrics.MeterProvider({ readers: [reader], views });
  const meter = provider.getMeter('shop');
  const orders = meter.createCounter('orders');
  for (const user of ['ann', 'ann', 'ann']) orders.add(1, { user });
  const wait = meter.createHistogram('wait');
  for (const ms of [5, 10]) wait.record(ms, { user: 'ann' });
  meter.createObservableCounter('jobs').addCallback(result => result.observe(7));
  await provider.forceFlush();
  const streams = exporter.getMetrics()[0].scopeMetrics[0].metrics.flatMap(({ descriptor, dataPoints }) =>
    dataPoints.map(({ value }) => {
      if (typeof value === 'number') return `${descriptor.name} ${value}`;
      return `${descriptor.name} ${value.count} of sum ${value.sum} in ${value.buckets.counts.length} buckets`;
    }),
  );
  console.log(`views: ${views.length}: ${streams.join(', ')}`);
  await provider.shutdown();
}
const all = { ...withoutUser, instrumentName: 'jobs' };
count([]).then(() => count([withoutUser])).then(() => count([withoutUser, limit, buckets, all]));
JS
node program.cjs 2>&1 | tee seen.txt
cat >stated.txt <<'TXT'
views: 0: orders 3, wait 2 of sum 15 in 16 buckets, jobs 7
views: 1: orders 3, wait 2 of sum 15 in 16 buckets, jobs 7
views: 4: orders 6, wait 4 of sum 30 in 16 buckets, jobs 7
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
