#!/usr/bin/env bash
# OpenTelemetry's batch processor of logs loses a record that comes while a flush is under way, if shutdown comes next.
#
# Versions: @opentelemetry/sdk-logs 3.1.1, @opentelemetry/exporter-logs-otlp-http 0.301.0, @opentelemetry/api 1.10.0; for
#           comparison @opentelemetry/sdk-trace 3.1.1, @opentelemetry/exporter-trace-otlp-http 0.301.0. Node 20.
# Input:    a record, `forceFlush()`, and before the receiver has answered (100 ms) a second record and `shutdown()`, as in a
#           server that flushes after each request and is told to stop. The same with spans.
# Seen:     both promises resolve. The receiver gets the first record and never the second; nothing is reported. Of the spans it
#           gets both. Likewise, a second `forceFlush()` resolves while its record is still in the queue.
# Expected: `shutdown` and `forceFlush` export what was emitted before they were called.
# Source:   `_flushAll` in dist/export/BatchLogRecordProcessorBase.cjs returns at once if a flush is under way, and that flush
#           takes no record that came after its start. The timer it then sets for the rest is not set after a shutdown.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/api@1.10.0 \
  @opentelemetry/sdk-logs@3.1.1 @opentelemetry/exporter-logs-otlp-http@0.301.0 \
  @opentelemetry/sdk-trace@3.1.1 @opentelemetry/exporter-trace-otlp-http@0.301.0

cat >program.cjs <<'JS'
const { diag, DiagConsoleLogger, DiagLogLevel } = require('@opentelemetry/api');
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-http');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');
const { BatchLogRecordProcessor, LoggerProvider } = require('@opentelemetry/sdk-logs');
const { BatchSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');
const { createServer } = require('node:http');
const { setTimeout: after } = require('node:timers/promises');
diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.WARN);

let received = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  received.push(...body.match(/first|second/g));
  await after(100);
  response.setHeader('content-type', 'application/json').end('{}');
});

const signals = {
  logs(url) {
    const exporter = new OTLPLogExporter({ url });
    const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
    return { provider, emit: body => provider.getLogger('app').emit({ body }) };
  },
  spans(url) {
    const exporter = new OTLPTraceExporter({ url });
    const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
    return { provider, emit: name => provider.getTracer('app').startSpan(name).end() };
  },
};

server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/`;
  for (const [signal, setUp] of Object.entries(signals)) {
    for (const last of ['forceFlush', 'shutdown']) {
      received = [];
      const { provider, emit } = setUp(url);
      emit('first');
      const flushed = provider.forceFlush();
      emit('second');
      await provider[last]();
      const hasSecond = received.includes('second');
      console.log(`${signal}, once ${last} has resolved: the second is ${hasSecond ? 'there' : 'not there'}`);
      await flushed;
      await after(3000);
      console.log(`${signal}, later: ${received.sort().join(', ')}`);
    }
  }
  server.close().closeAllConnections();
});
JS
node program.cjs 2>&1 | tee seen.txt
cat >stated.txt <<'TXT'
logs, once forceFlush has resolved: the second is not there
logs, later: first, second
logs, once shutdown has resolved: the second is not there
logs, later: first
spans, once forceFlush has resolved: the second is there
spans, later: first, second
spans, once shutdown has resolved: the second is there
spans, later: first, second
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
