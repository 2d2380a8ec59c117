#!/usr/bin/env bash
# One scrape in the OpenMetrics format renames prom-client's counters in all later scrapes of the other format.
#
# Versions: prom-client 15.1.3, Node 20.
# Input:    a counter `orders_total` in two registries, one of either format, for two scrapers: one asks for OpenMetrics, as
#           Prometheus does by default, the other for the text format 0.0.4. Nobody merges the registries.
# Seen:     the text has `orders_total 3` until the first scrape of the other registry. After it the text has `orders 3`, and
#           `orders_total` is gone: rules and boards that use it find nothing. `counter.name` is `orders` as well.
# Expected: to read metrics changes none. Either format writes `orders_total 3`.
# Source:   OpenMetrics names the family of a counter without `_total`. `metrics` in lib/registry.js stores that name in the
#           counter itself, which all its registries write.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund prom-client@15.1.3

cat >program.cjs <<'JS'
const { Counter, Registry } = require('prom-client');
const text = new Registry(Registry.PROMETHEUS_CONTENT_TYPE);
const openMetrics = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
const orders = new Counter({ name: 'orders_total', help: 'Orders', registers: [text, openMetrics] });
orders.inc(3);
const scrape = async (format, registry) => {
  const lines = (await registry.metrics()).split('\n').filter(line => line !== '' && !line.startsWith('#'));
  console.log(`${format}: ${lines.join(', ')}; counter.name: ${orders.name}`);
};
(async () => {
  await scrape('text', text);
  await scrape('OpenMetrics', openMetrics);
  await scrape('text', text);
})();
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
text: orders_total 3; counter.name: orders_total
OpenMetrics: orders_total 3; counter.name: orders
text: orders 3; counter.name: orders
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
