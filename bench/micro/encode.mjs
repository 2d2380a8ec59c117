// Cost of encoding a span at its end, ours beside the official serializer: node bench/micro/encode.mjs [rounds]
// Interleaved: each round measures each encoder once; medians are printed, in microseconds a span.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const require = createRequire(import.meta.url);
const { ProtobufTraceSerializer, JsonTraceSerializer } = require('@opentelemetry/otlp-transformer');
const { resourceFromAttributes } = require('@opentelemetry/resources');
const { TracerProvider } = require('@opentelemetry/sdk-trace');

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const BATCH = 512;
const ROUNDS = Number(process.argv[2] ?? 60);

const { createScopeEncoder, protobufSpans, TEXT_SPANS } = await bundleEncoders();
const resource = resourceFromAttributes({
  'service.name': 'shop',
  'host.name': 'node-1',
  'process.pid': 4711,
});
const workloads = {
  'ten attributes': tenAttributes,
  'four attributes': fourAttributes,
  'with an exception': withException,
};

for (const [name, make] of Object.entries(workloads)) {
  const batches = Array.from({ length: 8 }, (_, batch) => spans(batch, make));
  report(name, measure(encoders(), batches));
}

function encoders() {
  const protobuf = createScopeEncoder(protobufSpans, () => resource);
  const json = createScopeEncoder(TEXT_SPANS['otlp-json'](), () => resource);
  const gathered = encoder => batch => {
    for (const span of batch) encoder.add(span);
    return encoder.take().body;
  };
  return {
    'ours, protobuf': gathered(protobuf),
    'official protobuf': batch => ProtobufTraceSerializer.serializeRequest(batch),
    'ours, JSON': gathered(json),
    'official JSON': batch => JsonTraceSerializer.serializeRequest(batch),
  };
}

function measure(encoders, batches) {
  const results = Object.fromEntries(Object.keys(encoders).map(name => [name, { times: [], bytes: 0 }]));
  for (let round = -ROUNDS / 3; round < ROUNDS; round++) {
    for (const [name, encode] of Object.entries(encoders)) {
      const start = process.hrtime.bigint();
      let bytes = 0;
      for (const batch of batches) bytes += encode(batch).length;
      const micros = Number(process.hrtime.bigint() - start) / 1e3;
      const spanCount = batches.length * BATCH;
      if (round >= 0) results[name].times.push(micros / spanCount);
      results[name].bytes = bytes / spanCount;
    }
  }
  return results;
}

function report(name, results) {
  console.log(`${name} (node ${process.versions.node}, median of ${ROUNDS} rounds)`);
  for (const [encoder, { times, bytes }] of Object.entries(results)) {
    times.sort((a, b) => a - b);
    const at = share => times[Math.floor(times.length * share)].toFixed(2);
    console.log(
      `  ${encoder.padEnd(18)} ${at(0.5)} us  (p10 ${at(0.1)}, p90 ${at(0.9)})  ${bytes.toFixed(0)} bytes`,
    );
  }
}

/** Ended spans as the SDK hands them to a processor, of two scopes in turn. */
function spans(batch, make) {
  const ended = [];
  const processor = {
    onStart() {},
    onEnd: span => ended.push(span),
    async forceFlush() {},
    async shutdown() {},
  };
  const provider = new TracerProvider({ resource, spanProcessors: [processor] });
  const tracers = [
    provider.getTracer('@opentelemetry/instrumentation-http', '0.301.0'),
    provider.getTracer('pg', '0.70.0'),
  ];
  for (let i = 0; i < BATCH; i++) make(tracers[i % 2], batch * BATCH + i);
  return ended;
}

function tenAttributes(tracer, i) {
  const span = tracer.startSpan('GET /users/:id', {
    kind: 1,
    attributes: { 'http.request.method': 'GET', 'url.scheme': 'http' },
  });
  span.setAttribute('url.path', `/users/${i}`);
  span.setAttribute('server.address', 'shop.example.com');
  span.setAttribute('server.port', 8080);
  span.setAttribute('network.peer.address', `10.0.0.${i % 250}`);
  span.setAttribute(
    'user_agent.original',
    `Mozilla/5.0 (X11; Linux x86_64; rv:${i % 90}.0) Gecko/20100101 Firefox`,
  );
  span.setAttribute('http.response.status_code', 200);
  span.setAttribute('http.route', '/users/:id');
  span.setAttribute('network.protocol.version', '1.1');
  span.end();
}

function fourAttributes(tracer, i) {
  const attributes = { 'db.system.name': 'postgresql', 'db.namespace': 'shop', 'server.port': 5432 };
  const span = tracer.startSpan('pg.query:SELECT shop', { kind: 2, attributes });
  span.setAttribute(
    'db.query.text',
    `SELECT id, name, price FROM products WHERE category = $1 LIMIT ${i % 50}`,
  );
  span.end();
}

function withException(tracer, i) {
  const span = tracer.startSpan('checkout', { attributes: { 'order.id': i, 'order.total': i * 1.01 } });
  span.recordException(new Error(`card ${i} was declined`));
  span.setStatus({ code: 2, message: 'declined' });
  span.end();
}

/** The encoders as they are in the tree, without a build of the whole package. */
async function bundleEncoders() {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-bench-'));
  try {
    const files = ['scope-groups', 'protobuf/protobuf-formats', 'text/text-formats'];
    const input = files.map(file => path.join(root, 'src/agent/export/encode', `${file}.ts`));
    const bundle = await rolldown({ input, platform: 'node' });
    await bundle.write({ dir, format: 'esm', entryFileNames: '[name].mjs' });
    const names = files.map(file => `${path.basename(file)}.mjs`);
    const parts = await Promise.all(names.map(name => import(pathToFileURL(path.join(dir, name)).href)));
    return Object.assign({}, ...parts);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
