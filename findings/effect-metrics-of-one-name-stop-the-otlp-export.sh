#!/usr/bin/env bash
# Effect's OTLP exporter sends no metric at all once two metrics of different kinds have one name.
#
# Versions: effect 4.1.0, Node 20.
# Input:    a counter `orders`, a counter `jobs` of what was done, and later, as from another module, a gauge `jobs` of what is
#           under way. The receiver answers each request at once.
# Seen:     before the gauge's first value the receiver gets both counters. After it there is no request any more, neither at a
#           flush nor at the end of the program, and nothing is reported except at log level debug. `Metric.snapshot` has all
#           three metrics with their values.
# Expected: the three metrics arrive, or a warning names the two that clash, and `orders` arrives in any case.
# Source:   dist/observability/OtlpMetrics.js joins series by name alone: it pushes the gauge's value to `sum` or the counter's to
#           `gauge`, which the other has not. The TypeError is caught in OtlpExporter.js as a failed export, for which the
#           exporter pauses for 60 seconds; so the next attempt fails likewise, and all that come after it.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund effect@4.1.0

cat >program.mjs <<'JS'
import { Effect, Layer, Metric } from 'effect';
import { FetchHttpClient } from 'effect/http';
import { OtlpExporter, OtlpMetrics, OtlpSerialization } from 'effect/observability';
import { once } from 'node:events';
import { createServer } from 'node:http';

let received = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  received.push(...JSON.parse(body).resourceMetrics[0].scopeMetrics[0].metrics.map(({ name }) => name));
  response.setHeader('content-type', 'application/json').end('{}');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const show = when => {
  console.log(`${when}: the receiver gets ${received.join(', ') || 'nothing'}`);
  received = [];
};

const program = Effect.gen(function* () {
  const { flush } = yield* OtlpExporter.Flusher;
  yield* Metric.update(Metric.counter('orders'), 1);
  yield* Metric.update(Metric.counter('jobs'), 2);
  yield* flush;
  show('two counters');
  yield* Metric.update(Metric.gauge('jobs'), 3);
  yield* flush;
  show('with the gauge');
  yield* Metric.update(Metric.counter('orders'), 1);
  yield* flush;
  show('another order');
  const snapshot = yield* Metric.snapshot;
  console.log(`snapshot: ${snapshot.map(({ type, id, state }) => `${type} ${id} ${state.count ?? state.value}`).join(', ')}`);
});
const metrics = OtlpMetrics.layer({
  url: `http://127.0.0.1:${server.address().port}/v1/metrics`,
  resource: { serviceName: 'app' },
  exportInterval: '1 hour',
}).pipe(Layer.provide([OtlpSerialization.layerJson, FetchHttpClient.layer]));
await Effect.runPromise(program.pipe(Effect.provide(metrics)));
show('at the end');
server.close().closeAllConnections();
JS
node program.mjs 2>&1 | tee seen.txt
cat >stated.txt <<'TXT'
two counters: the receiver gets orders, jobs
with the gauge: the receiver gets nothing
another order: the receiver gets nothing
snapshot: Counter orders 2, Counter jobs 2, Gauge jobs 3
at the end: the receiver gets nothing
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
