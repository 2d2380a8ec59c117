// Measures how fast the viewer takes spans in and searches them: node bench/micro/receiver.mjs [spans]
// Spans as a web service sends them: 12 attributes, two of them different each time, ten spans a trace.
import { randomBytes } from 'node:crypto';
import { bundleReceiver } from './bundle-receiver.mjs';

const SPANS = Number(process.argv[2] ?? 1_000_000);
const BATCH = 500;
const QUERIES = [
  ['', 'recent'],
  ['duration > 990ms', 'recent'],
  ['http.route = /checkout and duration > 500ms', 'duration'],
  ['service = checkout and status = error', 'recent'],
  ['url.path = /products/77', 'recent'],
  ['url.path ~ 99999', 'recent'],
  ['http.response.status_code >= 500', 'duration'],
  ['network.peer.port > 59990', 'recent'],
  ['exception.type = Error', 'recent'],
  ['not http.route = /cart', 'recent'],
  ['"anything that is nowhere"', 'recent'],
  ['mozilla', 'recent'],
];

const receiver = await bundleReceiver({
  createStores: 'stores',
  Writer: 'wire/writer',
  searchTraces: 'query/search-traces',
  operationStats: 'analyse/operations/operations',
  serviceMap: 'analyse/service-map',
  timeWindow: 'analyse/operations/time-window',
});
const stores = receiver.createStores(512 * 2 ** 20);
const seconds = takeIn(stores.inbox);
const { spans, traces, bytes } = stores.spans.counts;
console.log(`taken in: ${Math.round(SPANS / seconds)} spans/s of CPU time (one core)`);
console.log(`kept: ${spans} spans in ${traces} traces, ${Math.round(bytes / spans)} bytes a span\n`);
console.log('search (CPU time, median of 5)');
for (const [query, order] of QUERIES) {
  const { ms, result } = median(() => receiver.searchTraces(stores.spans, { query, order, limit: 50 }));
  console.log(
    `${ms.toFixed(0).padStart(6)} ms  ${String(result.total).padStart(7)} traces  ${query || '(all)'}, by ${order}`,
  );
}
const window = receiver.timeWindow(stores.spans, { sinceMs: 0 });
const operations = { window, buckets: 30, spans: 'all' };
const { ms: statsMs } = median(() => receiver.operationStats(stores.spans, operations));
const { ms: mapMs } = median(() => receiver.serviceMap(stores.spans, window));
console.log(
  `\noverview: operations of all spans ${statsMs.toFixed(0)} ms, service map ${mapMs.toFixed(0)} ms`,
);

/** Takes in SPANS spans; returns the seconds of CPU time that it took, without making them. */
function takeIn(inbox) {
  let micros = 0;
  for (let taken = 0; taken < SPANS; taken += BATCH) {
    const request = makeRequest(receiver.Writer, taken);
    const before = process.cpuUsage();
    inbox.take('traces', request);
    const { user, system } = process.cpuUsage(before);
    micros += user + system;
  }
  return micros / 1e6;
}

function median(run) {
  const times = [];
  let result;
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage();
    result = run();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return { ms: times.sort((a, b) => a - b)[2], result };
}

function makeRequest(Writer, first) {
  const writer = new Writer();
  const attribute = (field, key, value) =>
    writer.messageField(field, () => {
      writer.stringField(1, key);
      writer.messageField(2, () =>
        typeof value === 'string' ? writer.stringField(1, value) : writer.varintField(3, value),
      );
    });
  const service = ['storefront', 'checkout', 'payment', 'inventory'][(first / BATCH) % 4];
  writer.messageField(1, () => {
    writer.messageField(1, () => {
      const resource = {
        'service.name': service,
        'service.version': '1.2.3',
        'host.name': 'node-1',
        'process.pid': 4711,
      };
      for (const [key, value] of Object.entries(resource)) attribute(1, key, value);
    });
    writer.messageField(2, () => {
      writer.messageField(1, () => writer.stringField(1, '@opentelemetry/instrumentation-http'));
      for (let at = 0, trace = []; at < BATCH; at++) {
        if (at % 10 === 0) trace = [randomBytes(16), undefined];
        writer.messageField(2, () => makeSpan(writer, attribute, trace, at));
        trace[1] ??= trace[2];
      }
    });
  });
  return writer.finish();
}

function makeSpan(writer, attribute, trace, at) {
  const start = BigInt(Date.now()) * 1_000_000n;
  trace[2] = randomBytes(8);
  writer.bytesField(1, trace[0]);
  writer.bytesField(2, trace[2]);
  if (trace[1] !== undefined) writer.bytesField(4, trace[1]);
  writer.stringField(5, ['GET /products/:id', 'POST /checkout', 'GET', 'SELECT shop'][at % 4]);
  writer.varintField(6, 2 + (at % 2));
  writer.fixed64Field(7, start);
  writer.fixed64Field(8, start + BigInt(Math.floor(Math.random() * 1e9)));
  const attributes = {
    'http.request.method': at % 3 ? 'GET' : 'POST',
    'url.scheme': 'http',
    'url.path': `/products/${Math.floor(Math.random() * 1e6)}`,
    'http.route': ['/products/:id', '/checkout', '/cart', '/'][at % 4],
    'http.response.status_code': at % 50 ? 200 : 500,
    'server.address': 'localhost',
    'server.port': 8080,
    'client.address': '127.0.0.1',
    'network.peer.address': '127.0.0.1',
    'network.peer.port': 30_000 + Math.floor(Math.random() * 30_000),
    'network.protocol.version': '1.1',
    'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
  };
  for (const [key, value] of Object.entries(attributes)) attribute(9, key, value);
  if (at % 50 === 0) makeFailure(writer, attribute, start);
  writer.fixed32Field(16, 0x101);
}

function makeFailure(writer, attribute, at) {
  writer.messageField(11, () => {
    writer.fixed64Field(1, at);
    writer.stringField(2, 'exception');
    const exception = {
      'exception.type': 'Error',
      'exception.message': 'no answer',
      'exception.stacktrace': 'Error: no answer\n    at call (/app/call.js:1:2)',
    };
    for (const [key, value] of Object.entries(exception)) attribute(3, key, value);
  });
  writer.messageField(15, () => {
    writer.stringField(2, 'no answer');
    writer.varintField(3, 2);
  });
}
