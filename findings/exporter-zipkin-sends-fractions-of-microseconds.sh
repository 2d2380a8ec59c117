#!/usr/bin/env bash
# OpenTelemetry's Zipkin exporter loses a whole batch to one span whose start time is given in nanoseconds.
#
# Versions: @opentelemetry/exporter-zipkin 3.1.0, @opentelemetry/sdk-trace 3.1.1, @opentelemetry/core 3.1.1,
#           @opentelemetry/api 1.10.0, Node 20.
# Input:    three spans in one batch. Two take the SDK's own clock; the third, as of work that began before its span, is given
#           `startTime` as [seconds, nanoseconds], which is the form that `hrTime()` of @opentelemetry/core returns. The server
#           here answers as Zipkin does: 400 to the batch if a time in it is no whole number.
# Seen:     the third span's `timestamp` has a fraction, its `duration` and the time of its event have none. The batch is
#           refused (as by Zipkin 3.5.1: "Expected a long"), and all three spans are lost.
# Expected: whole microseconds: `timestamp`, `duration` and the times of annotations are int64 in Zipkin's API.
# Source:   `toZipkinSpan` in dist/transform.cjs rounds the duration, `_toZipkinAnnotations` the annotations, each since Zipkin
#           refused them (opentelemetry-js issues 4056 and 4165). The start is passed on as `hrTimeToMicroseconds` gives it.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/exporter-zipkin@3.1.0 @opentelemetry/sdk-trace@3.1.1 \
  @opentelemetry/core@3.1.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const { createServer } = require('node:http');
const { ZipkinExporter } = require('@opentelemetry/exporter-zipkin');
const { BatchSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');

const server = createServer(async (request, response) => {
  const spans = JSON.parse((await request.setEncoding('utf8').toArray()).join(''));
  const whole = value => (Number.isInteger(value) ? 'whole' : 'a fraction');
  for (const { name, timestamp, duration, annotations = [] } of spans) {
    const events = annotations.map(annotation => `, event ${whole(annotation.timestamp)}`).join('');
    console.log(`${name}: timestamp ${whole(timestamp)}, duration ${whole(duration)}${events}`);
  }
  const status = spans.every(span => Number.isInteger(span.timestamp)) ? 202 : 400;
  console.log(`${spans.length} spans: ${status}`);
  response.writeHead(status).end();
});
server.listen(0, '127.0.0.1', async () => {
  const exporter = new ZipkinExporter({ url: `http://127.0.0.1:${server.address().port}/api/v2/spans` });
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('app');
  tracer.startSpan('GET /orders').end();
  tracer.startSpan('GET /users').end();
  await provider.forceFlush();

  tracer.startSpan('GET /orders').end();
  tracer.startSpan('GET /users').end();
  const waited = tracer.startSpan('wait', { startTime: [1_796_000_000, 123_456_400] });
  waited.addEvent('begun', [1_796_000_000, 200_000_600]);
  waited.end([1_796_000_000, 500_000_700]);
  await provider.shutdown().catch(error => console.log(error.message));
  server.close();
  server.closeAllConnections();
});
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
GET /orders: timestamp whole, duration whole
GET /users: timestamp whole, duration whole
2 spans: 202
GET /orders: timestamp whole, duration whole
GET /users: timestamp whole, duration whole
wait: timestamp a fraction, duration whole, event whole
3 spans: 400
Got unexpected status code from zipkin: 400
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
