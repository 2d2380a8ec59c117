#!/usr/bin/env bash
# With OpenTelemetry's instrumentation of Socket.IO, `socket.off(event, listener)` removes nothing.
#
# Versions: @opentelemetry/instrumentation-socket.io 0.71.0, @opentelemetry/instrumentation 0.301.1, socket.io 4.8.4,
#           socket.io-client 4.8.4, Node 20.
# Input:    a server adds a listener to a socket and removes it again; then the client sends that event. Once as it is, and once
#           with the instrumentation registered.
# Seen:     without the instrumentation the listener is gone and is not called. With it the listener stays and is called.
# Expected: a listener that was removed is not called.
# Source:   dist/socket.io.cjs hands `on` a new function around the listener and leaves `off` and `removeListener` as they are:
#           they look for a function that was never added. Node's own wrappers (`once`) name the original in a property
#           `listener` for that.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund socket.io@4.8.4 socket.io-client@4.8.4 \
  @opentelemetry/instrumentation-socket.io@0.71.0 @opentelemetry/instrumentation@0.301.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { SocketIoInstrumentation } = require('@opentelemetry/instrumentation-socket.io');
if (process.argv[2] === 'instrumented') registerInstrumentations({ instrumentations: [new SocketIoInstrumentation()] });
const { createServer } = require('node:http');
const { Server } = require('socket.io');
const { io } = require('socket.io-client');

const http = createServer();
const server = new Server(http);
server.on('connection', socket => {
  let calls = 0;
  const listener = () => {
    calls += 1;
  };
  socket.on('order', listener);
  socket.off('order', listener);
  socket.on('done', () => {
    console.log(`listeners ${socket.listenerCount('order')}, calls ${calls}`);
    client.close();
    server.close();
  });
});
let client;
http.listen(0, '127.0.0.1', () => {
  client = io(`http://127.0.0.1:${http.address().port}`, { transports: ['websocket'] });
  client.on('connect', () => client.emit('order').emit('done'));
});
JS
bare=$(node program.cjs)
instrumented=$(node program.cjs instrumented)
echo "bare:         $bare"
echo "instrumented: $instrumented"
[ "$bare" = 'listeners 0, calls 0' ] || { echo 'changed: the bare server keeps the listener'; exit 1; }
[ "$instrumented" = 'listeners 1, calls 1' ] || { echo 'changed: the listener is removed'; exit 1; }
echo 'as stated'
