#!/usr/bin/env bash
# Anthropic's SDK and the instrumentation of undici each add a `traceparent`: the receiver reads neither.
#
# Versions: @anthropic-ai/sdk 1.14.0, @opentelemetry/instrumentation-undici 0.34.0, @opentelemetry/instrumentation 0.301.1,
#           @opentelemetry/api 1.10.0, @opentelemetry/sdk-trace 3.1.1, @opentelemetry/core 3.1.1, Node 20.
# Input:    `client.messages.create` within a span, to a server that answers as Anthropic's does; once as it is, and once with
#           the instrumentation registered. Neither the program nor the server sets a header of tracing.
# Seen:     the SDK writes the active span's context into its request by itself. Under the instrumentation the request has the
#           header twice, and Node's server joins them with a comma: the official propagator reads no context from that, and the
#           next service begins a trace of its own.
# Expected: one header, that of the innermost span.
# Source:   undici publishes `undici:request:create` with the headers of the app in the request. dist/undici.cjs of the
#           instrumentation calls `request.addHeader`, which appends, and does not look at what is there.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  @anthropic-ai/sdk@1.14.0 @opentelemetry/instrumentation-undici@0.34.0 @opentelemetry/instrumentation@0.301.1 \
  @opentelemetry/api@1.10.0 @opentelemetry/sdk-trace@3.1.1 @opentelemetry/context-async-hooks@3.1.1 @opentelemetry/core@3.1.1

cat >program.cjs <<'JS'
const { createServer } = require('node:http');
const { context, defaultTextMapGetter, propagation, ROOT_CONTEXT, trace } = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const { W3CTraceContextPropagator } = require('@opentelemetry/core');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');
const { TracerProvider } = require('@opentelemetry/sdk-trace');
const { Anthropic } = require('@anthropic-ai/sdk');

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new TracerProvider());
if (process.argv[2] === 'instrumented') registerInstrumentations({ instrumentations: [new UndiciInstrumentation()] });

const answer = {
  id: 'msg_1', type: 'message', role: 'assistant', model: 'm', stop_reason: 'end_turn',
  content: [{ type: 'text', text: 'Hello' }], usage: { input_tokens: 1, output_tokens: 1 },
};
const server = createServer((request, response) => {
  const sent = request.rawHeaders.filter(text => text.toLowerCase() === 'traceparent').length;
  const parent = propagation.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
  console.log(`headers: ${sent}, context: ${trace.getSpanContext(parent) ? 'that of the caller' : 'none'}`);
  request.resume();
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
});
server.listen(0, '127.0.0.1', () => {
  const client = new Anthropic({ apiKey: 'none', baseURL: `http://127.0.0.1:${server.address().port}` });
  trace.getTracer('app').startActiveSpan('ask', async span => {
    await client.messages.create({ model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'Hello' }] });
    span.end();
    server.close();
    server.closeAllConnections();
  });
});
JS
bare=$(node program.cjs)
instrumented=$(node program.cjs instrumented)
echo "the SDK alone:            $bare"
echo "with the instrumentation: $instrumented"
[ "$bare" = 'headers: 1, context: that of the caller' ] || { echo 'changed: the SDK sends no context of its own'; exit 1; }
[ "$instrumented" = 'headers: 2, context: none' ] || { echo 'changed: the receiver understands the header'; exit 1; }
echo 'as stated'
