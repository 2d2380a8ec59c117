#!/usr/bin/env bash
# OpenTelemetry's composite sampler keeps the spans below a span that a rule has dropped, if the request came with a threshold.
#
# Versions: @opentelemetry/sampler-composite 0.222.0 (the newest), @opentelemetry/sdk-trace 3.1.1, @opentelemetry/api 1.10.0,
#           @opentelemetry/core 3.1.1, Node 20.
# Input:    three services. The gateway keeps all (`always on` as composite sampler, which writes `ot=th:0` into the trace state).
#           The shop drops `GET /health` by a rule and follows the parent's threshold for all else. In the shop a span `query`
#           is a child of each request, and each request goes on to the stock, which follows the threshold, too.
# Seen:     of the health check that comes through the gateway `GET /health` is dropped in the shop, and `query` and the stock's
#           span are kept, below a parent that nobody exports. Without a gateway the health check is dropped with all
#           that is below it.
# Expected: what is below a dropped span is dropped: a sampler that does not keep a span unsets the threshold (trace SDK,
#           "CompositeSampler").
# Source:   build/src/composite.js takes `th` out of its own copy. If `ot` has no other field nothing is left to be written, the
#           trace state goes on as it came, and build/src/parentthreshold.js prefers its threshold to the parent's flag.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/sampler-composite@0.222.0 @opentelemetry/sdk-trace@3.1.1 \
  @opentelemetry/api@1.10.0 @opentelemetry/core@3.1.1

cat >program.cjs <<'JS'
const { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } = require('@opentelemetry/api');
const { W3CTraceContextPropagator } = require('@opentelemetry/core');
const composite = require('@opentelemetry/sampler-composite');
const { TracerProvider } = require('@opentelemetry/sdk-trace');

const all = composite.createComposableAlwaysOnSampler();
const likeParent = composite.createComposableParentThresholdSampler(all);
const isHealth = (_context, _traceId, name) => name === 'GET /health';
const rules = composite.createComposableRuleBasedSampler([
  [isHealth, composite.createComposableAlwaysOffSampler()],
  [() => true, likeParent],
]);
const tracerOf = sampler => new TracerProvider({ sampler: composite.createCompositeSampler(sampler) }).getTracer('app');
const [gateway, shop, stock] = [all, rules, likeParent].map(tracerOf);

const propagator = new W3CTraceContextPropagator();
/** Takes a context over the wire, as HTTP headers do. */
function send(context) {
  const headers = {};
  propagator.inject(context, headers, defaultTextMapSetter);
  return propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
}
/** Starts a span within the context; gives the span's own context, and notes what the sampler decided. */
function start(tracer, name, context, decided) {
  const span = tracer.startSpan(name, {}, context);
  decided.push(`${name} ${span.isRecording() ? 'kept' : 'dropped'}`);
  return trace.setSpan(context, span);
}
for (const name of ['GET /orders', 'GET /health']) {
  for (const begins of ['at the gateway', 'in the shop']) {
    const decided = [];
    const incoming = begins === 'in the shop' ? ROOT_CONTEXT : send(start(gateway, 'gateway', ROOT_CONTEXT, decided));
    const query = start(shop, 'query', start(shop, name, incoming, decided), decided);
    start(stock, 'stock', send(query), decided);
    console.log(`begun ${begins}: ${decided.join(', ')}`);
  }
}
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
begun at the gateway: gateway kept, GET /orders kept, query kept, stock kept
begun in the shop: GET /orders kept, query kept, stock kept
begun at the gateway: gateway kept, GET /health dropped, query kept, stock kept
begun in the shop: GET /health dropped, query dropped, stock dropped
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
