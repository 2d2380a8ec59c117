#!/usr/bin/env bash
# A subscriber of ioredis's tracing channel ends the process's reports of rejections that nobody handles.
#
# Versions: ioredis 6.0.0, Node 20.
# Input:    a program that sends one command, which the server answers with an error, and handles the promise nowhere. It is
#           run as it is, and with one empty subscriber of `tracing:ioredis:command:start`, as a tracer has it.
# Seen:     without a subscriber Node raises `unhandledRejection`, and by default the process ends with exit code 1. With the
#           subscriber the rejection is swallowed: exit code 0, nothing on stderr.
# Expected: whoever only listens to a diagnostics channel does not change what the program does.
# Source:   node_modules/ioredis/built/tracing.js handles the traced promise with an empty function, and the caller gets that
#           promise.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ioredis@6.0.0

cat >program.cjs <<'JS'
const net = require('node:net');
const { subscribe } = require('node:diagnostics_channel');
if (process.argv[2] === 'subscribed') subscribe('tracing:ioredis:command:start', () => {});
const { Redis } = require('ioredis');
// A server that knows no command.
const server = net.createServer(socket => {
  socket.on('error', () => {});
  socket.on('data', () => socket.write('-ERR unknown command\r\n'));
});
server.listen(0, '127.0.0.1', () => {
  const client = new Redis(server.address().port, '127.0.0.1', { enableReadyCheck: false, disableClientInfo: true, protocol: 2 });
  client.on('error', () => {});
  client.once('ready', () => client.get('key'));
  setTimeout(() => process.exit(0), 2000);
});
JS
code() { node program.cjs "$@" >/dev/null 2>stderr.txt && echo 0 || echo $?; }
bare=$(code)
reported=$(grep -c ReplyError stderr.txt || true)
subscribed=$(code subscribed)
silent=$(grep -c ReplyError stderr.txt || true)
echo "without a subscriber: exit code $bare, lines of the error $reported"
echo "with a subscriber:    exit code $subscribed, lines of the error $silent"
[ "$bare" = 1 ] && [ "$reported" != 0 ] || { echo 'changed: the rejection is not reported without a subscriber'; exit 1; }
[ "$subscribed" = 0 ] && [ "$silent" = 0 ] || { echo 'changed: the rejection is reported with a subscriber'; exit 1; }
echo 'as stated'
