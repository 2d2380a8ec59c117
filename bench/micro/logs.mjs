// Measures how fast the viewer takes log records in and searches them: node bench/micro/logs.mjs [records]
// Records as a logger of a web service sends them: ten attributes, four of them different each time, most with a trace.
import { randomBytes } from 'node:crypto';
import { bundleReceiver } from './bundle-receiver.mjs';

const RECORDS = Number(process.argv[2] ?? 1_000_000);
const MB = Number(process.argv[3] ?? 512);
const BATCH = 500;
const SERVICES = ['storefront', 'checkout', 'payment', 'inventory', 'search', 'mail'];
const LEVELS = [
  ['info', 9],
  ['info', 9],
  ['debug', 5],
  ['info', 9],
  ['warn', 13],
  ['info', 9],
  ['debug', 5],
  ['error', 17],
];
const ROUTES = ['/products/:id', '/checkout', '/cart', '/', '/search', '/orders/:id', '/login'];
const STACK = Array.from({ length: 8 }, (_, n) => `    at step${n} (/app/src/steps/${n}.js:${n}:5)`).join(
  '\n',
);
const OLDEST = 'e0d1de57-0000-4000-8000-000000000000';
const QUERIES = [
  '',
  'e',
  'timed',
  '"timed out"',
  'checkout',
  '"nowhere to be found"',
  'qqqq',
  OLDEST,
  `request.id = ${OLDEST}`,
  'request.id = nothing',
  'no.such.key = 1',
  'http.route = /checkout',
  'http.route != /checkout',
  'http.response.status_code >= 500',
  'duration_ms > 990',
  'user.id = u4711',
  'url.path ~ 99999',
  'url.path !~ 9',
  'body ~ timed',
  'body = "cache miss"',
  'order.item.sku ~ 77',
  'exception.stacktrace exists',
  'severity >= warn',
  'service = payment',
  'resource.host.name = node-1',
  'scope = pino',
  'trace = 00ab',
  'service = payment and severity >= error and timed',
  'http.route = /checkout and duration_ms > 900 and not user.id ~ 7',
  'timed or refused or http.route = /cart',
  'not timed',
  'not http.route = /cart',
  'not (timed or severity < warn)',
];

const receiver = await bundleReceiver({
  createStores: 'stores',
  Writer: 'wire/writer',
  searchLogs: 'query/logs/search-logs',
});
const stores = receiver.createStores(MB * 2 ** 20);
const seconds = takeIn();
const { logs } = stores;
globalThis.gc?.();
const rss = Math.round(process.memoryUsage().rss / 2 ** 20);
console.log(`taken in: ${Math.round(RECORDS / seconds)} records/s of CPU time (one core)`);
console.log(
  `kept: ${logs.count} records, ${Math.round(logs.bytes / logs.count)} bytes a record, of ${Math.round(sentBytes() / RECORDS)} sent; RSS ${rss} MB\n`,
);
console.log('search (CPU time: the first, median of five like it, and again as a page that follows asks it)');
for (const query of QUERIES) {
  // Spaces make it another query: what was found for a query is kept.
  const search = spaces => () =>
    receiver.searchLogs(logs, { query: query + ' '.repeat(spaces), limit: 1000 });
  const first = once(search(0));
  const runs = Array.from({ length: 5 }, (_, at) => once(search(at + 1)));
  const median = runs.sort((a, b) => a.ms - b.ms)[2];
  const again = once(search(0));
  const times = [first, median, again].map(({ ms }) => ms.toFixed(0).padStart(6)).join('');
  console.log(`${times} ms  ${String(first.result.total).padStart(7)} records  ${query || '(all)'}`);
}

/** Takes in all records; returns the seconds of CPU time that it took, without making them. */
function takeIn() {
  let micros = 0;
  for (let taken = 0; taken < RECORDS; taken += BATCH) {
    const request = makeRequest(taken);
    const before = process.cpuUsage();
    stores.inbox.take('logs', request);
    const { user, system } = process.cpuUsage(before);
    micros += user + system;
    takeIn.bytes = (takeIn.bytes ?? 0) + request.length;
  }
  return micros / 1e6;
}

function sentBytes() {
  return takeIn.bytes;
}

function once(run) {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

function makeRequest(first) {
  const writer = new receiver.Writer();
  const service = SERVICES[(first / BATCH) % SERVICES.length];
  writer.messageField(1, () => {
    writer.messageField(1, () => {
      const resource = { 'service.name': service, 'service.version': '1.2.3', 'host.name': 'node-1' };
      for (const [key, value] of Object.entries(resource)) attribute(writer, 1, key, value);
    });
    writer.messageField(2, () => {
      writer.messageField(1, () => writer.stringField(1, 'pino'));
      for (let at = 0; at < BATCH; at++) writer.messageField(2, () => makeRecord(writer, first + at));
    });
  });
  return writer.finish();
}

function makeRecord(writer, number) {
  const time = (1_796_000_000_000n + BigInt(number)) * 1_000_000n;
  const [word, severity] = LEVELS[(number * 7 + (number >> 5)) % LEVELS.length];
  writer.fixed64Field(1, time);
  writer.fixed64Field(11, time);
  writer.varintField(2, severity);
  writer.stringField(3, word);
  writer.messageField(5, () => writer.stringField(1, bodyOf(severity, number)));
  for (const [key, value] of Object.entries(attributesOf(severity, number))) attribute(writer, 6, key, value);
  if (number % 5 !== 0) {
    writer.bytesField(9, randomBytes(16));
    writer.bytesField(10, randomBytes(8));
  }
}

function bodyOf(severity, number) {
  if (severity === 17)
    return number % 3 ? 'payment refused by gateway' : `call of gateway ${number % 9} timed out`;
  if (severity === 13)
    return `slow query: ${100 + (number % 900)} ms for SELECT * FROM orders WHERE id = ${number}`;
  if (severity === 5) return number % 2 ? 'cache miss' : `pool has ${number % 30} connections`;
  return ['request completed', `order ${number} was placed`, 'user logged in', 'request received'][
    number % 4
  ];
}

function attributesOf(severity, number) {
  const uuid = randomBytes(16)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return {
    'request.id': number === 42 ? OLDEST : uuid,
    'http.request.method': number % 3 ? 'GET' : 'POST',
    'http.route': ROUTES[number % ROUTES.length],
    'url.path': `/products/${Math.floor(Math.random() * 1e6)}`,
    'http.response.status_code': severity === 17 ? 500 : 200,
    'user.id': `u${Math.floor(Math.random() * 20_000)}`,
    duration_ms: Math.floor(Math.random() * 1000),
    'thread.name': 'main',
    ...(number % 4 === 0 ? { order: { id: number, item: { sku: `sku-${number % 1000}` } } } : {}),
    ...(severity === 17
      ? { 'exception.type': 'GatewayError', 'exception.stacktrace': `GatewayError: ${number % 97}\n${STACK}` }
      : {}),
  };
}

function attribute(writer, field, key, value) {
  writer.messageField(field, () => {
    writer.stringField(1, key);
    writer.messageField(2, () => anyValue(writer, value));
  });
}

function anyValue(writer, value) {
  if (typeof value === 'string') writer.stringField(1, value);
  else if (typeof value === 'number') writer.varintField(3, value);
  else
    writer.messageField(6, () => {
      for (const [key, each] of Object.entries(value)) attribute(writer, 1, key, each);
    });
}
