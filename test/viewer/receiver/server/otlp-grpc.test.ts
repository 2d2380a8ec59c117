import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ServicePath } from '../../../../src/shared/otlp/fields';
import { type Receiver, startReceiver } from '../../../../src/viewer/receiver/receiver';
import { traceRequest } from '../make-traces';

const valid = Buffer.from(traceRequest([{ id: '1', from: 0, to: 1 }]));
const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20));
const notices: string[] = [];

let receiver: Receiver;
let session: ClientHttp2Session;
beforeAll(async () => {
  receiver = await startReceiver({ httpPort: 0, grpcPort: 0, onNotice: sentence => notices.push(sentence) });
  // The client keeps to a limit of its own too.
  session = connect(`http://127.0.0.1:${receiver.grpcPort}`, { maxSessionMemory: 1000 });
});
afterAll(async () => {
  session.destroy();
  await receiver.close();
});

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Makes a call; trailers and headers of the answer are told as one. */
function call(body: Buffer, more: { [name: string]: string } = {}): Promise<Answer> {
  return new Promise(resolve => {
    const path = ServicePath.traces.grpc;
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      ...more,
    });
    const headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    stream.on('response', received => Object.assign(headers, received));
    stream.on('trailers', received => Object.assign(headers, received));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => {});
    stream.on('close', () => resolve({ headers, body: Buffer.concat(chunks) }));
    stream.end(body);
  });
}

function framed(message: Buffer, isCompressed = false): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(isCompressed ? 1 : 0);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

const GZIP = { 'grpc-encoding': 'gzip' };

test.each(Object.values(ServicePath).map(({ grpc }) => grpc))('%s takes an empty request', async path => {
  const { headers, body } = await call(framed(Buffer.alloc(0)), { ':path': path });
  expect(headers).toMatchObject({
    ':status': 200,
    'grpc-status': '0',
    'content-type': 'application/grpc+proto',
  });
  expect(body).toEqual(Buffer.alloc(5));
});

test('plain and compressed messages arrive', async () => {
  const before = receiver.inbox.counts.traces.accepted;
  expect((await call(framed(valid))).headers['grpc-status']).toBe('0');
  expect((await call(framed(gzipSync(valid), true), GZIP)).headers['grpc-status']).toBe('0');
  expect(receiver.inbox.counts.traces.accepted - before).toBe(2);
});

test('spans that were rejected are told as partial success', async () => {
  const span = Buffer.concat([Buffer.from([0x0a, 16]), Buffer.alloc(16, 1)]);
  const wrap = (field: number, inner: Buffer) =>
    Buffer.concat([Buffer.from([(field << 3) | 2, inner.length]), inner]);
  const { headers, body } = await call(framed(wrap(1, wrap(2, wrap(2, span)))));
  expect(headers['grpc-status']).toBe('0');
  expect(body.subarray(7, 9)).toEqual(Buffer.from([8, 1]));
  expect(body.toString()).toContain('span id');
});

test.each<[what: string, status: number, body: Buffer, headers: { [name: string]: string }]>([
  [
    'a method that there is not',
    12,
    framed(valid),
    { ':path': '/opentelemetry.proto.collector.profiles.v1/Export' },
  ],
  ['a message cut off', 3, framed(valid.subarray(0, -2)), {}],
  ['a length that is wrong', 3, framed(valid).subarray(0, -2), {}],
  ['two messages', 3, Buffer.concat([framed(valid), framed(valid)]), {}],
  ['no message', 3, Buffer.alloc(0), {}],
  ['bytes that mean nothing', 3, framed(Buffer.alloc(60, 255)), {}],
  ['gzip that is none', 3, framed(valid, true), GZIP],
  ['a gzip bomb', 8, framed(bomb, true), GZIP],
  ['100 MB', 8, framed(Buffer.alloc(100 * 2 ** 20)), {}],
  ['an encoding that is not known', 12, framed(valid, true), { 'grpc-encoding': 'snappy' }],
])('%s: %i', async (_what, status, body, more) => {
  const before = receiver.spans.counts.spans;
  const { headers } = await call(body, more);
  expect(headers).toMatchObject({ ':status': 200, 'grpc-status': String(status) });
  expect(decodeURIComponent(String(headers['grpc-message']))).not.toBe('');
  expect(receiver.spans.counts.spans).toBe(before);
  expect((await call(framed(valid))).headers['grpc-status']).toBe('0');
});

test('what is not gRPC gets an answer that it understands', async () => {
  const { headers, body } = await call(Buffer.alloc(0), { 'content-type': 'text/html' });
  expect(headers[':status']).toBe(415);
  expect(body.toString()).toContain('gRPC');
});

test('OTLP/HTTP on the gRPC port is told where to go, and the user too', async () => {
  const response = await fetch(`http://127.0.0.1:${receiver.grpcPort}/v1/traces`, {
    method: 'POST',
    body: valid,
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/speaks OTLP over gRPC.*4318/);
  expect(notices).toContain(
    `An HTTP client calls port ${receiver.grpcPort}; HTTP is on port ${receiver.httpPort}.`,
  );
});

test('gRPC on the HTTP port is told to the user', async () => {
  const wrong = connect(receiver.url);
  wrong.on('error', () => {});
  wrong.request({ ':path': '/' }).on('error', () => {});
  await new Promise(resolve => wrong.once('close', resolve));
  expect(notices).toContain(
    `A gRPC client calls port ${receiver.httpPort}; gRPC is on port ${receiver.grpcPort}.`,
  );
});

test.each([
  ['garbage', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is no frame, and goes on for a while')],
  ['other garbage', Buffer.alloc(3000, 7)],
  ['the first byte only', Buffer.from('P')],
])('%s on the gRPC port does no harm', async (_what, bytes) => {
  const socket = connectTcp(receiver.grpcPort, '127.0.0.1');
  socket.on('error', () => {});
  await new Promise<void>(resolve => socket.write(bytes, () => resolve()));
  socket.destroy();
  expect((await call(framed(valid))).headers['grpc-status']).toBe('0');
});
