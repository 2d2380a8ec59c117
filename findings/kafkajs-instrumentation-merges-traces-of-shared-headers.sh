#!/usr/bin/env bash
# With OpenTelemetry's instrumentation of KafkaJS, messages that share a headers object all carry the last one's trace context.
#
# Versions: @opentelemetry/instrumentation-kafkajs 0.33.0, @opentelemetry/instrumentation 0.301.1, kafkajs 2.2.4,
#           @opentelemetry/sdk-trace 3.1.1, @opentelemetry/core 3.1.1, @opentelemetry/context-async-hooks 3.1.1,
#           @opentelemetry/api 1.10.0, Node 20.
# Input:    `producer.send` with three messages whose `headers` are one object that names the tenant. The server here answers as
#           a broker of Kafka does and shows the headers that it is sent.
# Seen:     three spans are made, one a message. All three messages carry the context of the third, so that whoever consumes
#           them continues the third alone. With an object a message each carries its own.
# Expected: a message carries its own span's context, and the program's object stays as it was.
# Source:   `_startProducerSpan` in dist/instrumentation.cjs injects into `message.headers` itself, for all messages before
#           KafkaJS encodes the first.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund kafkajs@2.2.4 \
  @opentelemetry/instrumentation-kafkajs@0.33.0 @opentelemetry/instrumentation@0.301.1 @opentelemetry/api@1.10.0 \
  @opentelemetry/sdk-trace@3.1.1 @opentelemetry/core@3.1.1 @opentelemetry/context-async-hooks@3.1.1

cat >broker.cjs <<'JS'
const Encoder = require('kafkajs/src/protocol/encoder');
const { createServer } = require('node:net');
/** As much of a broker as takes messages for the topic `orders`; `onMessages` gets each request to produce, as text. */
exports.makeBroker = onMessages => {
  const none = [];
  const versions = { 0: 3, 3: 1, 18: 0 };
  const answers = {
    18: () => {
      const keys = Object.entries(versions).map(([key, only]) => new Encoder().writeInt16(key).writeInt16(only).writeInt16(only));
      return new Encoder().writeInt16(0).writeArray(keys);
    },
    3: port => {
      const broker = new Encoder().writeInt32(0).writeString('127.0.0.1').writeInt32(port).writeString(null);
      const partition = new Encoder().writeInt16(0).writeInt32(0).writeInt32(0).writeArray(none).writeArray(none);
      const topic = new Encoder().writeInt16(0).writeString('orders').writeBoolean(false).writeArray([partition]);
      return new Encoder().writeArray([broker]).writeInt32(0).writeArray([topic]);
    },
    0: () => {
      const partition = new Encoder().writeInt32(0).writeInt16(0).writeInt64(0).writeInt64(-1);
      return new Encoder().writeArray([new Encoder().writeString('orders').writeArray([partition])]).writeInt32(0);
    },
  };
  const server = createServer(socket => {
    let received = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', data => {
      received = Buffer.concat([received, data]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const request = received.subarray(4, 4 + received.readInt32BE(0));
        received = received.subarray(4 + request.length);
        const kind = request.readInt16BE(0);
        if (kind === 0) onMessages(request.latin1Slice());
        const answer = new Encoder().writeInt32(request.readInt32BE(4)).writeEncoder(answers[kind](server.address().port));
        socket.write(new Encoder().writeInt32(answer.size()).writeEncoder(answer).buffer);
      }
    });
  });
  return server;
};
JS
cat >program.cjs <<'JS'
const { context, propagation, trace } = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const { W3CTraceContextPropagator } = require('@opentelemetry/core');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { KafkaJsInstrumentation } = require('@opentelemetry/instrumentation-kafkajs');
const { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');
const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
registerInstrumentations({ instrumentations: [new KafkaJsInstrumentation()] });
const { Kafka, logLevel } = require('kafkajs');
const { makeBroker } = require('./broker.cjs');

let sent = [];
const broker = makeBroker(text => {
  sent = [...text.matchAll(/traceparent.00-[0-9a-f]{32}-([0-9a-f]{16})/gs)].map(([, spanId]) => spanId);
});
broker.listen(0, '127.0.0.1', async () => {
  const brokers = [`127.0.0.1:${broker.address().port}`];
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const shared = { tenant: 'acme' };
  for (const [name, headersOf] of [['an object a message', () => ({ ...shared })], ['one object', () => shared]]) {
    exporter.reset();
    const messages = ['a', 'b', 'c'].map(value => ({ value, headers: headersOf() }));
    await producer.send({ topic: 'orders', messages });
    const spans = exporter.getFinishedSpans().map(span => span.spanContext().spanId);
    console.log(`${name}: ${spans.length} spans, messages with span ${sent.map(id => spans.indexOf(id) + 1).join(' ')}`);
  }
  console.log(`the program's object: ${Object.keys(shared).join(', ')}`);
  await producer.disconnect();
  broker.close();
});
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
an object a message: 3 spans, messages with span 1 2 3
one object: 3 spans, messages with span 3 3 3
the program's object: tenant, traceparent
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
