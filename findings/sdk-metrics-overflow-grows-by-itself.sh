#!/usr/bin/env bash
# An observable counter with more series than its limit grows with every collection, although nothing is counted.
#
# Versions: @opentelemetry/sdk-metrics 3.1.1, @opentelemetry/api 1.10.0, Node 20.
# Input:    an observable counter whose callback reports five disks, each time with the same values: 10, 20, 30, 40, 50 bytes.
#           `cardinalityLimits` of the reader allows three series (2,000 by default), temporality is cumulative.
# Seen:     two disks keep their series. The overflow series, which stands for the other three, has 50, then 100, then 150.
# Expected: 120 at each collection, the sum of the three disks, as a counter that `add` feeds has it.
# Source:   `batchCumulate` in dist/state/DeltaMetricProcessor.cjs remembers one earlier value for the whole overflow series, and
#           takes the difference of each disk's total to that of the disk before it. The last disk's 50 is what the first disk's
#           30 is compared with at the next collection: less than before looks like a restart, and counts from zero.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/sdk-metrics@3.1.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const metrics = require('@opentelemetry/sdk-metrics');
const disks = { a: 10, b: 20, c: 30, d: 40, e: 50 };
const exporter = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE);
const reader = new metrics.PeriodicExportingMetricReader({ exporter, cardinalityLimits: { default: 3 } });
const provider = new metrics.MeterProvider({ readers: [reader] });
const meter = provider.getMeter('app');
const added = meter.createCounter('added');
for (const [disk, bytes] of Object.entries(disks)) added.add(bytes, { disk });
meter.createObservableCounter('observed').addCallback(result => {
  for (const [disk, bytes] of Object.entries(disks)) result.observe(bytes, { disk });
});
(async () => {
  for (let collection = 1; collection <= 3; collection += 1) {
    await provider.forceFlush();
    for (const { descriptor, dataPoints } of exporter.getMetrics().at(-1).scopeMetrics[0].metrics) {
      const values = dataPoints.map(({ attributes, value }) => `${attributes.disk ?? 'overflow'} ${value}`);
      console.log(`${descriptor.name}, collection ${collection}: ${values.join(', ')}`);
    }
  }
  await provider.shutdown();
})();
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
added, collection 1: a 10, b 20, overflow 120
observed, collection 1: a 10, b 20, overflow 50
added, collection 2: a 10, b 20, overflow 120
observed, collection 2: a 10, b 20, overflow 100
added, collection 3: a 10, b 20, overflow 120
observed, collection 3: a 10, b 20, overflow 150
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
