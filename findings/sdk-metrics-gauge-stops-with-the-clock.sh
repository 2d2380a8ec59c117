#!/usr/bin/env bash
# Once the clock has been set back by an hour, every gauge of OpenTelemetry's SDK keeps its old value for an hour.
#
# Versions: @opentelemetry/sdk-metrics 3.1.1, @opentelemetry/api 1.10.0, Node 20.
# Input:    a queue of 1, 2, 3 and 4 jobs, collected with cumulative temporality each time; a counter, a gauge and an observable
#           gauge tell of it. After the first collection the clock goes back by an hour, as when a host that was ahead asks a
#           time server; here `Date.now` goes back. Before the fourth collection the hour is over.
# Seen:     both gauges say 1 at the second and the third collection, with that collection's own end time, and go on at the
#           fourth. The counter counts throughout. With delta temporality the observable gauge repeats its old value once.
# Expected: the value that was recorded last.
# Source:   `merge` and `diff` in dist/aggregator/LastValue.cjs take the one of two values whose wall-clock time is later, although
#           the second of them always is the new one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/sdk-metrics@3.1.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const metrics = require('@opentelemetry/sdk-metrics');
const HOUR_MS = 3_600_000;
const now = Date.now;
let behindMs = 0;
Date.now = () => now() - behindMs;

async function run(temporality) {
  const exporter = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality[temporality]);
  const reader = new metrics.PeriodicExportingMetricReader({ exporter, exportIntervalMillis: HOUR_MS });
  const meter = new metrics.MeterProvider({ readers: [reader] }).getMeter('app');
  const [counter, gauge] = [meter.createCounter('counter'), meter.createGauge('gauge')];
  let jobs = 0;
  meter.createObservableGauge('observable').addCallback(result => result.observe(jobs));
  for (const afterMs of [0, HOUR_MS, HOUR_MS, 0]) {
    behindMs = afterMs;
    jobs += 1;
    counter.add(1);
    gauge.record(jobs);
    await reader.forceFlush();
    const streams = exporter.getMetrics().at(-1).scopeMetrics[0].metrics;
    const values = streams.map(({ descriptor, dataPoints }) => `${descriptor.name} ${dataPoints[0].value}`);
    console.log(`${temporality}, ${jobs} jobs: ${values.join(', ')}`);
  }
  await reader.shutdown();
}
run('CUMULATIVE').then(() => run('DELTA'));
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
CUMULATIVE, 1 jobs: counter 1, gauge 1, observable 1
CUMULATIVE, 2 jobs: counter 2, gauge 1, observable 1
CUMULATIVE, 3 jobs: counter 3, gauge 1, observable 1
CUMULATIVE, 4 jobs: counter 4, gauge 4, observable 4
DELTA, 1 jobs: counter 1, gauge 1, observable 1
DELTA, 2 jobs: counter 1, gauge 2, observable 1
DELTA, 3 jobs: counter 1, gauge 3, observable 3
DELTA, 4 jobs: counter 1, gauge 4, observable 4
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
