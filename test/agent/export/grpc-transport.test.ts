import zlib from 'node:zlib';
import * as grpc from '@grpc/grpc-js';
import { createGrpcTransport } from '../../../src/agent/export/transports/grpc/grpc';
import { callUnary } from '../../../src/agent/export/transports/grpc/grpc-call';
import { callHeaders, messagePrefix } from '../../../src/agent/export/transports/grpc/grpc-request';
import { closeSession, openSession } from '../../../src/agent/export/transports/grpc/grpc-session';
import type { Transport } from '../../../src/agent/export/types';
import type { Destination } from '../../../src/shared/otlp/destination';
import { destinationTo } from './destination-to';
import {
  BATCH,
  closeReceivers,
  type GrpcHandler,
  grpcReceiver,
  http2Receiver,
  httpReceiver,
  nobody,
  TLS,
  tcpReceiver,
} from './receivers';

const transports: Transport[] = [];

afterEach(() => {
  for (const transport of transports.splice(0)) transport.close();
  closeReceivers();
});

function transportTo(url: string, changes: Partial<Destination> = {}) {
  const transport = createGrpcTransport(destinationTo(url, 'grpc', changes));
  transports.push(transport);
  return transport;
}

const send = (url: string, changes: Partial<Destination> = {}, timeoutMs = 5000) =>
  transportTo(url, changes).send(BATCH, timeoutMs);

const answerOf = async (handle: GrpcHandler, timeoutMs?: number) =>
  send(await grpcReceiver(handle), {}, timeoutMs);

const GRPC_OK = { 'content-type': 'application/grpc', 'grpc-status': '0' };

/** google.rpc.Status with one detail: google.rpc.RetryInfo { retry_delay { seconds, nanos } }, written by hand. */
function retryInfo(seconds: number, nanos = 0): Buffer {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
  const field = (number: number, content: number[]) => [
    (number << 3) | 2,
    ...varint(content.length),
    ...content,
  ];
  const duration = [0x08, ...varint(seconds), 0x10, ...varint(nanos)];
  const type = [...Buffer.from('type.googleapis.com/google.rpc.RetryInfo')];
  return Buffer.from([0x08, 8, ...field(3, [...field(1, type), ...field(2, field(1, duration))])]);
}

function failWith(code: grpc.status, details: string, statusDetails?: Buffer): GrpcHandler {
  return (_, callback) => {
    const metadata = new grpc.Metadata();
    if (statusDetails !== undefined) metadata.set('grpc-status-details-bin', statusDetails);
    callback({ code, details, metadata });
  };
}

describe('what is sent', () => {
  test.each(['none', 'gzip'] as const)('the bytes, compression %s', async compression => {
    let call: grpc.ServerUnaryCall<Buffer, Buffer> | undefined;
    const url = await grpcReceiver((received, callback) => {
      call = received;
      callback(null, Buffer.alloc(0));
    });
    const headers = { 'x-api-key': 'k', 'user-agent': 'otel-agent/test' };
    await expect(send(url, { compression, headers })).resolves.toEqual({ kind: 'sent', isBodyFree: true });
    expect(call!.request).toEqual(BATCH.body);
    expect(call!.metadata.get('x-api-key')).toEqual(['k']);
    expect(call!.metadata.get('user-agent')).toEqual(['otel-agent/test']);
    expect(Number(call!.getDeadline())).toBeLessThanOrEqual(Date.now() + 5000);
  });

  test('gzip really is on the wire', async () => {
    const chunks: Buffer[] = [];
    const port = await http2Receiver((request, response) => {
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => response.writeHead(200, GRPC_OK).end());
    });
    await expect(send(`http://127.0.0.1:${port}`, { compression: 'gzip' })).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
    });
    const body = Buffer.concat(chunks);
    expect(body[0]).toBe(1);
    expect(body.readUInt32BE(1)).toBe(body.length - 5);
    expect(zlib.gunzipSync(body.subarray(5))).toEqual(BATCH.body);
  });

  test('a megabyte, beyond the flow-control window', async () => {
    let size = 0;
    const url = await grpcReceiver((call, callback) => {
      size = call.request.length;
      callback(null, Buffer.alloc(0));
    });
    const result = await transportTo(url).send({ ...BATCH, body: Buffer.alloc(1_000_000, 'x') }, 5000);
    expect(result).toEqual({ kind: 'sent', isBodyFree: true });
    expect(size).toBe(1_000_000);
  });

  test.each([
    [1, '1m'],
    [10_000.2, '10001m'],
    [99_999_999, '99999999m'],
    // "No limit": eight digits are the most that gRPC takes.
    [2_147_483_647, '2147484S'],
  ])('the time of %d ms', (timeoutMs, text) => {
    const headers = callHeaders(destinationTo('http://localhost:4317'), 'traces', timeoutMs, false);
    expect(headers['grpc-timeout']).toBe(text);
  });

  test('one connection for all signals', async () => {
    const peers = new Set<string>();
    const url = await grpcReceiver((call, callback) => {
      peers.add(call.getPeer());
      callback(null, Buffer.alloc(0));
    });
    await Promise.all([1, 2, 3].map(() => send(url)));
    await send(url);
    expect(peers.size).toBe(1);
  });
});

describe('statuses', () => {
  test.each([
    ['CANCELLED', 'retryable'],
    ['DEADLINE_EXCEEDED', 'retryable'],
    ['ABORTED', 'retryable'],
    ['OUT_OF_RANGE', 'retryable'],
    ['UNAVAILABLE', 'retryable'],
    ['DATA_LOSS', 'retryable'],
    ['RESOURCE_EXHAUSTED', 'permanent'],
    ['UNKNOWN', 'permanent'],
    ['INVALID_ARGUMENT', 'permanent'],
    ['NOT_FOUND', 'permanent'],
    ['ALREADY_EXISTS', 'permanent'],
    ['PERMISSION_DENIED', 'permanent'],
    ['FAILED_PRECONDITION', 'permanent'],
    ['INTERNAL', 'permanent'],
    ['UNAUTHENTICATED', 'permanent'],
  ] as const)('%s is %s', async (name, kind) => {
    const result = await answerOf(failWith(grpc.status[name], 'why: ünïcode'));
    expect(result).toEqual({ kind, reason: `${name}: why: ünïcode` });
  });

  test.each([
    ['RESOURCE_EXHAUSTED', 'grpc: received message larger than max (5242880 vs. 4194304)'],
    ['RESOURCE_EXHAUSTED', 'gRPC message exceeds maximum size 4194304: 5000000'],
    ['INVALID_ARGUMENT', 'request too large'],
    ['INTERNAL', 'message larger than max'],
  ] as const)('%s: %s is about the size', async (name, text) => {
    const result = await answerOf(failWith(grpc.status[name], text));
    expect(result).toEqual({ kind: 'tooLarge', reason: `${name}: ${text}` });
  });

  test('credentials that a receiver gives back are hidden', async () => {
    const url = await grpcReceiver(failWith(grpc.status.UNAUTHENTICATED, 'unknown: Bearer s3cret-of-a-team'));
    const headers = { authorization: 'Bearer s3cret-of-a-team' };
    await expect(send(url, { headers })).resolves.toEqual({
      kind: 'permanent',
      reason: 'UNAUTHENTICATED: unknown: [redacted]',
    });
  });

  test('a service that is not there is unsupported', async () => {
    await expect(send(await grpcReceiver(undefined))).resolves.toEqual({
      kind: 'unsupported',
      reason: 'UNIMPLEMENTED',
    });
  });

  test.each([
    [grpc.status.RESOURCE_EXHAUSTED, retryInfo(3), 3000],
    [grpc.status.RESOURCE_EXHAUSTED, retryInfo(300, 500_000_000), 300_500],
    [grpc.status.UNAVAILABLE, retryInfo(1), 1000],
  ])('status %i with RetryInfo', async (code, info, afterMs) => {
    const result = await answerOf(failWith(code, 'later', info));
    expect(result).toMatchObject({ kind: 'throttled', afterMs });
  });

  test('details that are no RetryInfo', async () => {
    const result = await answerOf(
      failWith(grpc.status.RESOURCE_EXHAUSTED, 'full', Buffer.from([0xff, 0xff])),
    );
    expect(result).toEqual({ kind: 'permanent', reason: 'RESOURCE_EXHAUSTED: full' });
  });

  test('a partial success tells the number of refused items', async () => {
    // ExportTraceServiceResponse { partial_success { rejected_spans: 3, error_message: "old" } }
    const reply = Buffer.from([0x0a, 0x07, 0x08, 3, 0x12, 3, ...Buffer.from('old')]);
    await expect(answerOf((_, callback) => callback(null, reply))).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
      rejectedItems: 3,
      message: 'old',
    });
  });
});

test('a reply keeps no memory but its own', async () => {
  const text = Buffer.from('a word of thanks');
  const destination = destinationTo(await grpcReceiver((_, callback) => callback(null, text)));
  const message = [messagePrefix(0, false)];
  const headers = callHeaders(destination, 'traces', 5000, false);
  const { session } = openSession(destination);
  const reply = await callUnary(session, headers, message, { timeoutMs: 5000, onOpen() {} });
  closeSession(destination);
  if (reply.kind !== 'reply') throw reply.error;
  expect(Buffer.from(reply.message)).toEqual(text);
  // Not a piece of the memory that small buffers share: what is left of a call waits for a major collection.
  expect(reply.message.buffer.byteLength).toBe(text.length);
});

describe('a receiver in trouble', () => {
  test('an address where nobody listens is tried again', async () => {
    const transport = transportTo(await nobody());
    await expect(transport.send(BATCH, 5000)).resolves.toEqual({
      kind: 'retryable',
      reason: expect.stringMatching(/^connect ECONNREFUSED/),
    });
    await expect(transport.send(BATCH, 5000)).resolves.toMatchObject({ kind: 'retryable' });
  });

  test('for an endpoint without a port, where nobody listens, the line tells which port it means', async () => {
    await expect(send('http://127.0.0.1')).resolves.toEqual({
      kind: 'retryable',
      reason:
        'connect ECONNREFUSED 127.0.0.1:80; an endpoint without a port means port 80, and OTLP over gRPC listens on 4317 as a rule',
    });
  });

  test('a host that does not exist', async () => {
    await expect(send('http://no-such-host.invalid:4317')).resolves.toMatchObject({
      kind: 'retryable',
      reason: expect.stringMatching(/^the host name no-such-host\.invalid is not known/),
    });
  });

  test('an answer that does not come is tried again', async () => {
    await expect(answerOf(() => {}, 100)).resolves.toMatchObject({ kind: 'retryable' });
  });

  test('a port that accepts and stays silent', async () => {
    await expect(send(await tcpReceiver(() => {}), {}, 100)).resolves.toEqual({
      kind: 'retryable',
      reason: 'no answer within 100 ms',
    });
  });

  test('a connection that is reset is tried again', async () => {
    const url = await tcpReceiver(socket => socket.once('data', () => socket.resetAndDestroy()));
    await expect(send(url)).resolves.toMatchObject({ kind: 'retryable' });
  });

  test('a receiver that has restarted', async () => {
    const handler: GrpcHandler = (_, callback) => callback(null, Buffer.alloc(0));
    const url = await grpcReceiver(handler);
    const transport = transportTo(url);
    await expect(transport.send(BATCH, 5000)).resolves.toEqual({ kind: 'sent', isBodyFree: true });
    closeReceivers();
    await expect(transport.send(BATCH, 5000)).resolves.toMatchObject({ kind: 'retryable' });
    await http2Receiver((_, response) => response.writeHead(200, GRPC_OK).end(), Number(new URL(url).port));
    await expect(transport.send(BATCH, 5000)).resolves.toEqual({ kind: 'sent', isBodyFree: true });
  });
});

describe('the wrong protocol', () => {
  test('a port for HTTP is told from one for gRPC', async () => {
    const url = await httpReceiver((_, response) => response.end('hello'));
    await expect(send(url)).resolves.toEqual({
      kind: 'permanent',
      reason: expect.stringMatching(
        /^the receiver does not speak gRPC here: this looks like a port for HTTP/,
      ),
    });
  });

  test('a port for HTTPS is told from one for gRPC', async () => {
    const url = await httpReceiver((_, response) => response.end('hello'), TLS.server);
    await expect(send(url, { tls: { ca: TLS.client.ca } })).resolves.toEqual({
      kind: 'permanent',
      reason: expect.stringMatching(/looks like a port for HTTP/),
    });
  });

  test('a server of HTTP/2 without gRPC is told from a receiver', async () => {
    const port = await http2Receiver((_, response) => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here');
    });
    const result = await send(`http://127.0.0.1:${port}`);
    expect(result).toEqual({
      kind: 'permanent',
      reason: expect.stringMatching(/^HTTP 404, content type text\/plain, is not a gRPC reply/),
    });
  });

  test('https:// to a port without TLS', async () => {
    const url = await grpcReceiver((_, callback) => callback(null, Buffer.alloc(0)));
    const result = await send(url.replace('http:', 'https:'), {}, 1000);
    expect(result).toMatchObject({ reason: expect.stringMatching(/does not speak TLS/) });
  });

  test('http:// to a port with TLS', async () => {
    const url = await grpcReceiver((_, callback) => callback(null, Buffer.alloc(0)), tlsCredentials());
    const result = await send(url, {}, 1000);
    expect(result).toMatchObject({ reason: expect.stringMatching(/TLS/) });
  });
});

describe('TLS', () => {
  const ok: GrpcHandler = (_, callback) => callback(null, Buffer.alloc(0));
  const secure = async (credentials: grpc.ServerCredentials) =>
    (await grpcReceiver(ok, credentials)).replace('http:', 'https:');

  test('an authority of our own, by address and by name', async () => {
    const url = await secure(tlsCredentials());
    await expect(send(url, { tls: { ca: TLS.client.ca } })).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
    });
    const byName = url.replace('127.0.0.1', 'localhost');
    await expect(send(byName, { tls: { ca: TLS.client.ca } })).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
    });
  });

  test('an authority that is not trusted', async () => {
    await expect(send(await secure(tlsCredentials()))).resolves.toMatchObject({
      kind: 'retryable',
      reason: expect.stringContaining('OTEL_EXPORTER_OTLP_CERTIFICATE'),
    });
  });

  test('both sides show a certificate', async () => {
    const url = await secure(tlsCredentials(true));
    await expect(send(url, { tls: TLS.client })).resolves.toEqual({ kind: 'sent', isBodyFree: true });
    await expect(send(url, { tls: { ca: TLS.client.ca } }, 1000)).resolves.toMatchObject({
      kind: 'retryable',
    });
  });
});

function tlsCredentials(checkClient = false): grpc.ServerCredentials {
  const { ca, key, cert } = TLS.server;
  return grpc.ServerCredentials.createSsl(ca, [{ private_key: key, cert_chain: cert }], checkClient);
}
