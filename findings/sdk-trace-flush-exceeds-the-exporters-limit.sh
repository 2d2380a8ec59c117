#!/usr/bin/env bash
# OpenTelemetry's batch processor of spans loses a long queue at shutdown: its flush starts more requests than the exporter takes.
#
# Versions: @opentelemetry/sdk-trace 3.1.1, @opentelemetry/exporter-trace-otlp-http 0.301.0, @opentelemetry/api 1.10.0; for
#           comparison @opentelemetry/sdk-logs 3.1.1, @opentelemetry/exporter-logs-otlp-http 0.301.0. Node 20.
# Input:    a program that ends 20,000 spans and shuts down, with a queue for as many (`maxQueueSize: 20_000`) and a receiver that
#           answers each request at once. All else is as by default. The same with log records.
# Seen:     `shutdown` rejects with `Concurrent export limit reached` before the receiver has seen a single span. A program that
#           exits then delivers nothing; when the requests that were begun are through, the receiver has 15,360 of the 20,000.
#           `forceFlush` does alike, and the rest is no longer in the queue. Of the log records all arrive.
# Expected: a flush of a queue that fits in memory delivers it, and ends once it has.
# Source:   `_flushAll` in dist/export/BatchSpanProcessorBase.cjs starts all batches at the same moment, here 40 of 512 spans. The
#           exporter takes 30 (`concurrencyLimit`) and fails the others at once, which `Promise.all` passes on. The processor of
#           logs sends a batch when the one before is through.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/api@1.10.0 \
  @opentelemetry/sdk-trace@3.1.1 @opentelemetry/exporter-trace-otlp-http@0.301.0 \
  @opentelemetry/sdk-logs@3.1.1 @opentelemetry/exporter-logs-otlp-http@0.301.0

cat >program.cjs <<'JS'
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-http');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');
const { BatchLogRecordProcessor, LoggerProvider } = require('@opentelemetry/sdk-logs');
const { BatchSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');
const { createServer } = require('node:http');
const count = 20_000;

let received = new Set();
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  for (const item of body.match(/item \d+/g)) received.add(item);
  response.setHeader('content-type', 'application/json').end('{}');
});

const signals = {
  logs(url) {
    const exporter = new OTLPLogExporter({ url });
    const processor = new BatchLogRecordProcessor({ exporter, maxQueueSize: count });
    const provider = new LoggerProvider({ processors: [processor] });
    return { exporter, provider, emit: body => provider.getLogger('app').emit({ body }) };
  },
  spans(url) {
    const exporter = new OTLPTraceExporter({ url });
    const processor = new BatchSpanProcessor({ exporter, maxQueueSize: count });
    const provider = new TracerProvider({ spanProcessors: [processor] });
    return { exporter, provider, emit: name => provider.getTracer('app').startSpan(name).end() };
  },
};

server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/`;
  for (const [signal, setUp] of Object.entries(signals)) {
    for (const end of ['shutdown', 'forceFlush']) {
      received = new Set();
      const { exporter, provider, emit } = setUp(url);
      for (let index = 0; index < count; index += 1) emit(`item ${index}`);
      const outcome = await provider[end]().then(() => 'resolves', error => `rejects, ${[error].flat()[0].message}`);
      console.log(`${signal}, ${end} ${outcome}: the receiver has ${received.size}`);
      await exporter.forceFlush();
      if (end === 'forceFlush') await provider.shutdown();
      console.log(`${signal}, once the exporter has sent what it took: ${received.size}`);
    }
  }
  server.close().closeAllConnections();
});
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
logs, shutdown resolves: the receiver has 20000
logs, once the exporter has sent what it took: 20000
logs, forceFlush resolves: the receiver has 20000
logs, once the exporter has sent what it took: 20000
spans, shutdown rejects, Concurrent export limit reached: the receiver has 0
spans, once the exporter has sent what it took: 15360
spans, forceFlush rejects, Concurrent export limit reached: the receiver has 0
spans, once the exporter has sent what it took: 15360
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
