#!/usr/bin/env bash
# A cumulative counter of OpenTelemetry's SDK outgrows its limit of series, and an old series stops while a new one is let in.
#
# Versions: @opentelemetry/sdk-metrics 3.1.1, @opentelemetry/api 1.10.0, Node 20.
# Input:    a counter of requests by tenant, with `cardinalityLimits` of three series (2,000 by default) and cumulative
#           temporality. Tenants a and b come before the first collection. Before each later one come two new tenants, then a.
# Seen:     the counter has 2, 5, 7 and 9 series, all of which stay in memory. The series of a stays at 1 of its 4 requests; the
#           overflow series gets the others, although each tenant that came later has a series of its own.
# Expected: three series: a and b, which go on counting, and the overflow series for all others. The README calls the limit `the
#           maximum number of unique time series that can be tracked for each metric instrument`.
# Source:   `record` in dist/state/DeltaMetricProcessor.cjs compares the limit with the series since the last collection alone.
#           `merge` in dist/state/TemporalMetricProcessor.cjs, which holds all the others, knows of no limit.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/sdk-metrics@3.1.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const metrics = require('@opentelemetry/sdk-metrics');
const exporter = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE);
const reader = new metrics.PeriodicExportingMetricReader({ exporter, cardinalityLimits: { default: 3 } });
const provider = new metrics.MeterProvider({ readers: [reader] });
const requests = provider.getMeter('app').createCounter('requests');
(async () => {
  for (const tenants of ['ab', 'cda', 'efa', 'gha']) {
    for (const tenant of tenants) requests.add(1, { tenant });
    await provider.forceFlush();
    const { dataPoints } = exporter.getMetrics().at(-1).scopeMetrics[0].metrics[0];
    const values = dataPoints.map(({ attributes, value }) => `${attributes.tenant ?? 'overflow'} ${value}`).sort();
    console.log(`${dataPoints.length} series: ${values.join(', ')}`);
  }
  await provider.shutdown();
})();
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
2 series: a 1, b 1
5 series: a 1, b 1, c 1, d 1, overflow 1
7 series: a 1, b 1, c 1, d 1, e 1, f 1, overflow 2
9 series: a 1, b 1, c 1, d 1, e 1, f 1, g 1, h 1, overflow 3
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
