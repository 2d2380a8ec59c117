#!/usr/bin/env bash
# An interval in which only zeros are recorded blurs a cumulative exponential histogram for as long as the process runs.
#
# Versions: @opentelemetry/sdk-metrics 3.1.1, @opentelemetry/api 1.10.0, Node 20.
# Input:    seven waiting times from 260 to 500 ms and one of 0 ms, recorded in one interval or in two: the zero before the
#           others, or after them. The histogram is collected after each interval.
# Seen:     in one interval the scale is 7, buckets of half a percent, as without any zero. With the zero in the interval before,
#           the scale is 0 from then on: all seven times share the bucket from 256 to 512 ms, and every quantile of them is read
#           from it. With the zero in the interval after, the scale falls from 7 to 4. Numbers and sums are the same each time.
# Expected: the same histogram; a zero has a count of its own and no bucket.
# Source:   dist/aggregator/ExponentialHistogram.cjs merges the intervals. Its `scale` is 0 while there are only zeros, and the
#           merge takes the smaller of the two scales. `_highLowAtScale` gives an interval without buckets the range 0 to -1, and
#           `HighLow.combine` joins that to the other's as if bucket 0 were in use.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/sdk-metrics@3.1.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const metrics = require('@opentelemetry/sdk-metrics');
const times = [260, 300, 340, 380, 420, 460, 500];
const runs = {
  'no zero': [times],
  'one interval': [[0, ...times]],
  'zero before': [[0], times],
  'zero before, an hour of times': [[0], ...Array.from({ length: 60 }, () => times)],
  'zero after': [times, [0]],
};
(async () => {
  for (const [name, intervals] of Object.entries(runs)) {
    const exporter = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE);
    const readers = [new metrics.PeriodicExportingMetricReader({ exporter })];
    const aggregation = { type: metrics.AggregationType.EXPONENTIAL_HISTOGRAM };
    const provider = new metrics.MeterProvider({ readers, views: [{ instrumentName: 'wait', aggregation }] });
    const wait = provider.getMeter('app').createHistogram('wait', { unit: 'ms' });
    for (const values of intervals) {
      for (const value of values) wait.record(value);
      await provider.forceFlush();
    }
    const { value } = exporter.getMetrics().at(-1).scopeMetrics[0].metrics[0].dataPoints[0];
    const counts = value.positive.bucketCounts.filter(count => count > 0);
    console.log(`${name}: scale ${value.scale}, zeros ${value.zeroCount}, others by bucket ${counts.join(' ')}`);
    await provider.shutdown();
  }
})();
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
no zero: scale 7, zeros 0, others by bucket 1 1 1 1 1 1 1
one interval: scale 7, zeros 1, others by bucket 1 1 1 1 1 1 1
zero before: scale 0, zeros 1, others by bucket 7
zero before, an hour of times: scale 0, zeros 1, others by bucket 420
zero after: scale 4, zeros 1, others by bucket 1 1 1 1 1 1 1
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
