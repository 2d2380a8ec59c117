#!/usr/bin/env bash
# With OpenTelemetry's instrumentation of Cucumber, a step that takes a callback fails before its code has called back.
#
# Versions: @opentelemetry/instrumentation-cucumber 0.40.0, @opentelemetry/instrumentation 0.301.1, @cucumber/cucumber 12.9.0
#           (the newest that the instrumentation takes), Node 20.
# Input:    a feature with one step, whose code takes Cucumber's callback and calls it after 10 ms.
# Seen:     without the instrumentation the scenario passes. With it the step fails: "function uses multiple asynchronous
#           interfaces: callback and promise".
# Expected: an instrumented suite passes where the bare one does.
# Source:   Cucumber tells the two interfaces apart by the number of parameters, and refuses a function that has the callback
#           and returns a promise. dist/instrumentation.cjs copies the number of parameters onto its wrapper, which is async.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @cucumber/cucumber@12.9.0 \
  @opentelemetry/instrumentation-cucumber@0.40.0 @opentelemetry/instrumentation@0.301.1 @opentelemetry/api@1.10.0

mkdir -p features/steps
printf 'Feature: shop\n  Scenario: delivery\n    Given an order that arrives late\n' >features/shop.feature
cat >features/steps/order.cjs <<'JS'
const { Given } = require('@cucumber/cucumber');
Given('an order that arrives late', callback => {
  setTimeout(callback, 10);
});
JS
cat >instrument.cjs <<'JS'
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { CucumberInstrumentation } = require('@opentelemetry/instrumentation-cucumber');
registerInstrumentations({ instrumentations: [new CucumberInstrumentation()] });
JS
cucumber() { node "$@" node_modules/@cucumber/cucumber/bin/cucumber.js 2>&1 || true; }
bare=$(cucumber)
instrumented=$(cucumber --require ./instrument.cjs)
echo "bare:         $(grep 'scenario' <<<"$bare")"
echo "instrumented: $(grep '^[0-9]* scenario' <<<"$instrumented"), $(grep -o 'Error: .*' <<<"$instrumented")"
grep -q '^1 scenario (1 passed)' <<<"$bare" || { echo 'changed: the bare suite fails'; exit 1; }
grep -q '^1 scenario (1 failed)' <<<"$instrumented" || { echo 'changed: the instrumented suite passes'; exit 1; }
grep -q 'multiple asynchronous interfaces: callback and promise' <<<"$instrumented" || { echo 'changed: another error'; exit 1; }
echo 'as stated'
