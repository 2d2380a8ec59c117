#!/usr/bin/env bash
# With OpenTelemetry's instrumentation of openai, a program that asks for the raw response finds its body read already.
#
# Versions: @opentelemetry/instrumentation-openai 0.22.0, @opentelemetry/instrumentation 0.301.1, openai 6.49.0 (the newest
#           major that the instrumentation takes), Node 20.
# Input:    `await client.chat.completions.create(...).asResponse()`, which the SDK's README offers for the raw response, then
#           `.json()` of that; the server is a local one.
# Seen:     without the instrumentation the program gets the answer. With it: "TypeError: Body is unusable: Body has already
#           been read".
# Expected: the instrumentation sees the answer once the program has asked for it.
# Source:   the SDK's promise parses the body when somebody calls its `then`, and not for `asResponse`. dist/instrumentation.cjs
#           calls `then` at once.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  openai@6.49.0 @opentelemetry/instrumentation-openai@0.22.0 @opentelemetry/instrumentation@0.301.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const { createServer } = require('node:http');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { OpenAIInstrumentation } = require('@opentelemetry/instrumentation-openai');
if (process.argv[2] === 'instrumented') registerInstrumentations({ instrumentations: [new OpenAIInstrumentation()] });
const { OpenAI } = require('openai');

const message = { role: 'assistant', content: 'Hello' };
const answer = { id: '1', object: 'chat.completion', model: 'm', choices: [{ index: 0, finish_reason: 'stop', message }] };
const server = createServer((request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
});
server.listen(0, '127.0.0.1', async () => {
  const client = new OpenAI({ apiKey: 'none', baseURL: `http://127.0.0.1:${server.address().port}` });
  const call = client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] });
  const response = await call.asResponse();
  console.log(await response.json().then(({ choices }) => choices[0].message.content, String));
  server.close();
  server.closeAllConnections();
});
JS
bare=$(node program.cjs)
instrumented=$(node program.cjs instrumented)
echo "bare:         $bare"
echo "instrumented: $instrumented"
[ "$bare" = Hello ] || { echo 'changed: the bare program fails'; exit 1; }
[ "$instrumented" = 'TypeError: Body is unusable: Body has already been read' ] || { echo 'changed: the body is there'; exit 1; }
echo 'as stated'
