#!/usr/bin/env bash
# With OpenTelemetry's instrumentation of connect, a server that is mounted in an app answers 404.
#
# Versions: @opentelemetry/instrumentation-connect 0.67.0, @opentelemetry/instrumentation 0.301.1, connect 3.7.0, Node 20.
# Input:    `app.use('/admin', http.createServer(handler))`.
# Seen:     without the instrumentation GET /admin/users answers 200 from the mounted server. With it: 404.
# Expected: 200.
# Source:   connect's `use` recognises an `http.Server` and takes its request listener. dist/instrumentation.cjs replaces each
#           layer by a function before connect sees it, so that the server is called as if it were one.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund connect@3.7.0 \
  @opentelemetry/instrumentation-connect@0.67.0 @opentelemetry/instrumentation@0.301.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { ConnectInstrumentation } = require('@opentelemetry/instrumentation-connect');
if (process.argv[2] === 'instrumented') registerInstrumentations({ instrumentations: [new ConnectInstrumentation()] });
const { createServer } = require('node:http');
const connect = require('connect');

const app = connect();
app.use('/admin', createServer((request, response) => response.end(`admin ${request.url}`)));
app.use((_request, response) => {
  response.statusCode = 404;
  response.end('not found');
});
const server = createServer(app).listen(0, '127.0.0.1', async () => {
  const response = await fetch(`http://127.0.0.1:${server.address().port}/admin/users`);
  console.log(response.status, await response.text());
  server.close();
  server.closeAllConnections();
});
JS
bare=$(node program.cjs)
instrumented=$(node program.cjs instrumented)
echo "bare:         $bare"
echo "instrumented: $instrumented"
[ "$bare" = '200 admin /users' ] || { echo 'changed: connect no longer mounts servers'; exit 1; }
[ "$instrumented" = '404 not found' ] || { echo 'changed: the mounted server answers'; exit 1; }
echo 'as stated'
