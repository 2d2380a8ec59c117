#!/usr/bin/env bash
# A flow of BullMQ hands the trace on to jobs that have options, and to no other.
#
# Versions: bullmq 6.7.0, bullmq-otel 2.0.1, @opentelemetry/api 1.10.0, @opentelemetry/sdk-trace 3.1.1, @opentelemetry/core
#           3.1.1, Node 20.
# Input:    a `FlowProducer` with `telemetry: new BullMQOtel('shop')` adds a flow of two jobs: `ship` has no `opts`, its child
#           `pack` has empty ones. The server here answers as Redis does, and shows which jobs it is given with a trace context.
# Seen:     `pack` carries the context, `ship` carries none: its worker begins a trace of its own.
# Expected: both carry it; `opts` is optional, and for `Queue.add` an absent one makes no difference.
# Source:   `addNode` in dist/cjs/classes/flow-producer.js puts the context into a job `if (srcPropagationMetadata && opts)`.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bullmq@6.7.0 bullmq-otel@2.0.1 ioredis@5.11.1 \
  @opentelemetry/api@1.10.0 @opentelemetry/sdk-trace@3.1.1 @opentelemetry/context-async-hooks@3.1.1 @opentelemetry/core@3.1.1

cat >server.cjs <<'JS'
const { createServer } = require('node:net');
/** As much of a Redis server as takes jobs: it reads commands, which are lists of texts, and stores nothing. */
exports.server = createServer(socket => {
  let received = '';
  let queued = 0;
  const answer = ([name, ...args]) => {
    if (name === 'info') return '$19\r\nredis_version:7.4.0\r\n';
    if (name === 'multi') queued = 0;
    if (name === 'exec') return `*${queued}\r\n${'$1\r\n1\r\n'.repeat(queued)}`;
    if (!name.startsWith('eval')) return '+OK\r\n';
    const job = /"job":"(\w+)"/.exec(args.join(' '))?.[1];
    const hasContext = args.some(text => text.includes('traceparent'));
    if (job) console.log(`${job}: ${hasContext ? 'with the context' : 'without a context'}`);
    queued += 1;
    return '+QUEUED\r\n';
  };
  /** Takes the next command from what has come; undefined until it is complete. */
  const next = () => {
    let at = 0;
    const line = () => received.slice(at + 1, (at = received.indexOf('\r\n', at) + 2) - 2);
    const command = [];
    for (let left = received.includes('\r\n') ? Number(line()) : -1; left > 0; left -= 1) {
      if (!received.includes('\r\n', at)) return undefined;
      const size = Number(line());
      command.push(received.slice(at, at + size));
      at += size + 2;
    }
    if (command.length === 0 || at > received.length) return undefined;
    received = received.slice(at);
    return command;
  };
  socket.on('error', () => {});
  socket.on('data', data => {
    received += data.latin1Slice();
    for (let command = next(); command; command = next()) {
      socket.write(answer([command[0].toLowerCase(), ...command.slice(1)]));
      if (command[0].toLowerCase() === 'quit') socket.end();
    }
  });
});
JS
cat >program.cjs <<'JS'
const { context, propagation, trace } = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const { W3CTraceContextPropagator } = require('@opentelemetry/core');
const { TracerProvider } = require('@opentelemetry/sdk-trace');
const { FlowProducer } = require('bullmq');
const { BullMQOtel } = require('bullmq-otel');
const { server } = require('./server.cjs');
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new TracerProvider());
server.listen(0, '127.0.0.1', async () => {
  const connection = { host: '127.0.0.1', port: server.address().port };
  const flows = new FlowProducer({ connection, telemetry: new BullMQOtel('shop') });
  const pack = { name: 'pack', queueName: 'orders', data: { job: 'pack' }, opts: {} };
  await flows.add({ name: 'ship', queueName: 'orders', data: { job: 'ship' }, children: [pack] });
  await flows.close();
  server.close();
});
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
ship: without a context
pack: with the context
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
