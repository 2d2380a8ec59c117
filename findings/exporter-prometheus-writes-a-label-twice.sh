#!/usr/bin/env bash
# One attribute of one counter makes OpenTelemetry's text for Prometheus unreadable, with all metrics of the process in it.
#
# Versions: @opentelemetry/exporter-prometheus 0.301.0, @opentelemetry/sdk-metrics 3.1.1, @opentelemetry/api 1.10.0, Node 20.
# Input:    a gauge without attributes and a counter whose attributes are `user_id` and `user.id`, as two libraries spell them, or
#           `2fa`. The page is scraped; each line is held against Prometheus' rules for its text format.
# Seen:     the counter has the label `user_id` twice, or one named `2fa`. Parsers refuse the page for it, not the line:
#           Prometheus 0.307.3's own says `expected label name, got "2"`, that of prometheus/common 0.67.2 `duplicate label names
#           for metric`. The gauge, which is without fault, is lost with it.
# Expected: `user_id="a;b"`: the values of keys that give one name are joined (specification, "Prometheus and OpenMetrics
#           Compatibility", which has a MUST for it); and no name that begins with a digit, as metrics themselves get `_` there.
# Source:   `stringify` in dist/PrometheusSerializer.cjs writes key by key what `sanitizePrometheusMetricName` makes of it.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  @opentelemetry/exporter-prometheus@0.301.0 @opentelemetry/sdk-metrics@3.1.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const { createServer } = require('node:http');
const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus');
const { MeterProvider } = require('@opentelemetry/sdk-metrics');

/** Says what is wrong with the labels of a line: names of letters, digits and `_`, no digit first, each name once. */
function faultIn(line) {
  const names = Array.from(line.matchAll(/([^{,="]+)="(?:[^"\\]|\\.)*"/g), ([, name]) => name);
  const invalid = names.find(name => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name));
  if (invalid !== undefined) return `${invalid} is no name of a label`;
  const twice = names.find((name, index) => names.indexOf(name) < index);
  return twice === undefined ? 'valid' : `the label ${twice} is there twice`;
}
async function scrape(attributes) {
  const exporter = new PrometheusExporter({ preventServerStart: true, withoutTargetInfo: true, withoutScopeInfo: true });
  const meter = new MeterProvider({ readers: [exporter] }).getMeter('app');
  meter.createGauge('temperature').record(21);
  meter.createCounter('orders').add(1, attributes);
  const server = createServer((request, response) => exporter.getMetricsRequestHandler(request, response));
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const page = await (await fetch(`http://127.0.0.1:${server.address().port}/metrics`)).text();
  for (const line of page.split('\n')) if (line !== '' && !line.startsWith('#')) console.log(`${line}: ${faultIn(line)}`);
  server.close();
  server.closeAllConnections();
}
scrape({ user_id: 'b' })
  .then(() => scrape({ user_id: 'b', 'user.id': 'a' }))
  .then(() => scrape({ '2fa': 'yes' }));
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
temperature 21: valid
orders_total{user_id="b"} 1: valid
temperature 21: valid
orders_total{user_id="b",user_id="a"} 1: the label user_id is there twice
temperature 21: valid
orders_total{2fa="yes"} 1: 2fa is no name of a label
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
