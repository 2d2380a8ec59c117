import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Receiver, startReceiver } from '../../../../src/viewer/receiver/receiver';
import { Reader } from '../../../../src/viewer/receiver/wire/reader';
import { otlpJson, traceRequest } from '../make-traces';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const SPANS = [{ id: '1', from: 0, to: 1 }];
const valid = Buffer.from(traceRequest(SPANS));
const validJson = Buffer.from(JSON.stringify(otlpJson(SPANS)));
const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20));
const spanWithoutId = { traceId: 'a'.repeat(32), spanId: '' };

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver({ httpPort: 0, grpcPort: 0 });
});
afterAll(() => receiver.close());

interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: Buffer;
}

function send(
  path: string,
  body: Buffer,
  headers: { [name: string]: string },
  method = 'POST',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${receiver.url}${path}`, { method, headers }, response => {
      const chunks: Buffer[] = [];
      response
        .on('data', chunk => chunks.push(chunk))
        .on('end', () => {
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) });
        });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The message of a google.rpc.Status, in either encoding. */
function statusMessage({ headers, body }: Answer): string {
  if (headers['content-type'] === JSON_TYPE) return JSON.parse(body.toString()).message;
  const reader = new Reader(body);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag !== 18) {
      reader.skip(tag);
      continue;
    }
    const from = reader.range();
    return body.toString('utf8', from, reader.at);
  }
  return '';
}

describe.each(['traces', 'metrics', 'logs'])('/v1/%s', signal => {
  test.each([PROTOBUF, JSON_TYPE, `${JSON_TYPE}; charset=utf-8`])(
    'takes an empty request as %s',
    async type => {
      const answer = await send(`/v1/${signal}`, Buffer.from(type === PROTOBUF ? '' : '{}'), {
        'content-type': type,
      });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe(type.split(';')[0]);
      expect(answer.body.toString()).toBe(type === PROTOBUF ? '' : '{}');
    },
  );
});

test('counts what it takes: spans, log records, data points of every kind', async () => {
  const before = structuredClone(receiver.inbox.counts);
  const points = [
    { timeUnixNano: '1', asDouble: 1 },
    { timeUnixNano: '2', asInt: '3' },
  ];
  const metrics = [
    { name: 'a', gauge: { dataPoints: points } },
    { name: 'b', sum: { dataPoints: points, aggregationTemporality: 2, isMonotonic: true } },
    { name: 'c', histogram: { dataPoints: [{ bucketCounts: ['1', '2'], explicitBounds: [1] }] } },
  ];
  const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'hello' } }] }] }] };
  const bodies = {
    metrics: { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] },
    logs,
    traces: otlpJson(SPANS),
  };
  for (const [signal, body] of Object.entries(bodies)) {
    await send(`/v1/${signal}`, Buffer.from(JSON.stringify(body)), { 'content-type': JSON_TYPE });
  }
  const { counts } = receiver.inbox;
  expect(counts.metrics.accepted - before.metrics.accepted).toBe(5);
  expect(counts.logs.accepted - before.logs.accepted).toBe(1);
  expect(counts.traces.accepted - before.traces.accepted).toBe(1);
});

test('tells in either encoding how many spans it rejected', async () => {
  const json = { resourceSpans: [{ scopeSpans: [{ spans: [spanWithoutId, spanWithoutId] }] }] };
  const asJson = await send('/v1/traces', Buffer.from(JSON.stringify(json)), { 'content-type': JSON_TYPE });
  expect(asJson.status).toBe(200);
  expect(JSON.parse(asJson.body.toString())).toEqual({
    partialSuccess: { rejectedSpans: '2', errorMessage: expect.stringContaining('span id') },
  });
});

test.each<[what: string, status: number, body: Buffer, headers: { [name: string]: string }]>([
  ['a body cut off', 400, valid.subarray(0, -3), { 'content-type': PROTOBUF }],
  ['bytes that mean nothing', 400, Buffer.alloc(50, 255), { 'content-type': PROTOBUF }],
  ['JSON cut off', 400, validJson.subarray(0, -3), { 'content-type': JSON_TYPE }],
  ['JSON of another shape', 400, Buffer.from('[1]'), { 'content-type': JSON_TYPE }],
  ['JSON with NUL', 400, Buffer.from('{"resourceSpans":\0[]}'), { 'content-type': JSON_TYPE }],
  ['gzip that is none', 400, valid, { 'content-type': PROTOBUF, 'content-encoding': 'gzip' }],
  [
    'gzip cut off',
    400,
    gzipSync(valid).subarray(0, -10),
    { 'content-type': PROTOBUF, 'content-encoding': 'gzip' },
  ],
  ['a gzip bomb', 413, bomb, { 'content-type': PROTOBUF, 'content-encoding': 'gzip' }],
  ['a gzip bomb of JSON', 413, bomb, { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' }],
  ['100 MB', 413, Buffer.alloc(100 * 2 ** 20), { 'content-type': PROTOBUF }],
  ['an encoding that is not known', 415, valid, { 'content-type': PROTOBUF, 'content-encoding': 'br' }],
  ['a content type that is not known', 415, valid, { 'content-type': 'text/plain' }],
  ['no content type', 415, valid, {}],
])('%s: %i', async (_what, status, body, headers) => {
  const before = receiver.spans.counts.spans;
  const answer = await send('/v1/traces', body, headers);
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe(headers['content-type'] === PROTOBUF ? PROTOBUF : JSON_TYPE);
  expect(statusMessage(answer)).not.toBe('');
  expect(receiver.spans.counts.spans).toBe(before);
  expect((await send('/v1/traces', valid, { 'content-type': PROTOBUF })).status).toBe(200);
});

test('gzip and deflate are undone', async () => {
  for (const [encoding, body] of [
    ['gzip', gzipSync(valid)],
    ['identity', valid],
  ] as const) {
    const answer = await send('/v1/traces', body, { 'content-type': PROTOBUF, 'content-encoding': encoding });
    expect(answer.status).toBe(200);
  }
});

test('another method than POST: 405', async () => {
  expect((await send('/v1/traces', Buffer.alloc(0), {}, 'GET')).status).toBe(405);
});

test('too many large bodies at once are told to come again', async () => {
  const sockets = Array.from({ length: 12 }, () => connect(receiver.httpPort, '127.0.0.1'));
  const half = Buffer.alloc(10 * 2 ** 20);
  const written = sockets.map(
    socket =>
      new Promise<void>(resolve => {
        socket.on('error', () => resolve());
        socket.write(
          `POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${PROTOBUF}\r\ncontent-length: ${half.length + 1}\r\n\r\n`,
        );
        socket.write(half, () => resolve());
      }),
  );
  const refused = await Promise.race(
    sockets.map(
      socket => new Promise<string>(resolve => socket.once('data', data => resolve(data.toString('latin1')))),
    ),
  );
  expect(refused).toMatch(/^HTTP\/1\.1 503 .*retry-after: 1/is);
  for (const socket of sockets) socket.destroy();
  await Promise.all(written);
  expect((await untilTaken()).status).toBe(200);
});

test('a sender that breaks off does no harm', async () => {
  const socket = connect(receiver.httpPort, '127.0.0.1');
  await new Promise(resolve => socket.once('connect', resolve));
  socket.write(
    `POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${PROTOBUF}\r\ncontent-length: 9\r\n\r\nabc`,
  );
  socket.destroy();
  expect((await untilTaken()).status).toBe(200);
});

/** Sends until the receiver has noticed that others are gone. */
async function untilTaken(): Promise<Answer> {
  for (;;) {
    const answer = await send('/v1/traces', valid, { 'content-type': PROTOBUF });
    if (answer.status !== 503) return answer;
  }
}
