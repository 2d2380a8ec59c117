#!/usr/bin/env bash
# A view of OpenTelemetry's SDK takes the second asterisk of a name as a regular expression's, and selects nothing.
#
# Versions: @opentelemetry/sdk-metrics 3.1.1, @opentelemetry/sdk-node 0.301.0, @opentelemetry/api 1.10.0, Node 20.
# Input:    a configuration file with one view, which keeps none of the attributes of the instruments that its
#           `instrument_name` selects: `http.*`, `*.duration`, `*.request.*` or `*http*`. The program records
#           `http.server.request.duration` with the attribute `user`.
# Seen:     the names with one asterisk select the instrument, those with two do not, and `user` is exported with each series.
#           The file is accepted, and the program prints no warning with `log_level: debug`.
# Expected: an asterisk stands for any number of characters wherever it is (`wildcard support` in dist/view/View.d.cts; metrics
#           SDK, "Instrument selection criteria").
# Source:   `escapePattern` in dist/view/Predicate.cjs replaces the first `*` by `.*` and leaves the others to the regular
#           expression: `*http*` is read as any characters, `htt`, and any number of `p`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  @opentelemetry/sdk-node@0.301.0 @opentelemetry/sdk-metrics@3.1.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const { metrics } = require('@opentelemetry/api');
const { startNodeSDK } = require('@opentelemetry/sdk-node');
const sdk = startNodeSDK();
metrics.getMeter('app').createHistogram('http.server.request.duration').record(1, { user: 'ann' });
sdk.shutdown();
JS
for name in 'http.*' '*.duration' '*.request.*' '*http*'; do
  cat >config.yaml <<YAML
file_format: "1.0"
log_level: debug
meter_provider:
  readers:
    - periodic: {exporter: {console: }}
  views:
    - selector: {instrument_name: "$name"}
      stream: {attribute_keys: {included: [route]}}
YAML
  OTEL_CONFIG_FILE=config.yaml node program.cjs >out.txt 2>&1
  grep -q 'http.server.request.duration' out.txt || { cat out.txt; exit 1; }
  grep -iE 'warn|error|view' out.txt || true
  if grep -q "user: 'ann'" out.txt; then echo "$name: not selected"; else echo "$name: selected"; fi
done | tee seen.txt
cat >stated.txt <<'TXT'
http.*: selected
*.duration: selected
*.request.*: not selected
*http*: not selected
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
