#!/usr/bin/env bash
# A view that drops an attribute leaves the last of all observations of an observable counter, where a counter has their sum.
#
# Versions: @opentelemetry/sdk-metrics 3.1.1, @opentelemetry/api 1.10.0, Node 20.
# Input:    three disks that have read 10, 20 and 5 bytes; a counter is told of them by `add`, an observable counter and an
#           observable up-down counter by callbacks. A view for all instruments drops the attribute `disk`.
# Seen:     the counter has 35. Both others have 5, the value of the disk that is observed last. Once disks a and b have read on
#           and c has not, the counter has 65 and the others stand still; OpenTelemetry's diagnostics have no warning.
# Expected: 35; a view that makes fewer series of a sum adds them up (metrics data model, "Spatial reaggregation").
# Source:   `record` in dist/state/AsyncMetricStorage.cjs takes the attributes through the view and stores each value under what
#           is left of them, in a map: a later value replaces the earlier one.
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
const exporter = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE);
const reader = new metrics.PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const withoutDisk = { instrumentName: '*', attributesProcessors: [metrics.createDenyListAttributesProcessor(['disk'])] };
const meter = new metrics.MeterProvider({ readers: [reader], views: [withoutDisk] }).getMeter('app');
const disks = { a: 0, b: 0, c: 0 };
const added = meter.createCounter('added');
function read(bytesOf) {
  for (const [disk, bytes] of Object.entries(bytesOf)) {
    disks[disk] += bytes;
    added.add(bytes, { disk });
  }
}
function observe(result) {
  for (const [disk, bytes] of Object.entries(disks)) result.observe(bytes, { disk });
}
meter.createObservableCounter('observed').addCallback(observe);
meter.createObservableUpDownCounter('up.and.down').addCallback(observe);
(async () => {
  for (const bytesOf of [{ a: 10, b: 20, c: 5 }, { a: 10, b: 20 }]) {
    read(bytesOf);
    await reader.forceFlush();
    const { metrics: streams } = exporter.getMetrics().at(-1).scopeMetrics[0];
    const values = streams.map(({ descriptor, dataPoints }) => `${descriptor.name}: ${dataPoints.map(({ value }) => value)}`);
    console.log(values.join(', '));
  }
  await reader.shutdown();
})();
JS
node program.cjs 2>&1 | tee seen.txt
cat >stated.txt <<'TXT'
added: 35, observed: 5, up.and.down: 5
added: 65, observed: 5, up.and.down: 5
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
