import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createGrpcTransport } from '../../../src/agent/export/transports/grpc/grpc';
import type { Transport } from '../../../src/agent/export/types';
import { destinationTo } from './destination-to';
import { BATCH, closeReceivers, tcpReceiver } from './receivers';

/* The connection's HTTP/2 against Node's own. */

const GRPC_OK = { 'content-type': 'application/grpc', 'grpc-status': '0' };
const SENT = { kind: 'sent', isBodyFree: true };

type OnStream = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void;
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
  closeReceivers();
});

/** Starts a server; gives it, its sessions in their order, and a transport to it. */
async function serve(
  options: http2.ServerOptions,
  onStream: OnStream,
  headers: Record<string, string> = {},
): Promise<{ sessions: http2.ServerHttp2Session[]; transport: Transport }> {
  const sessions: http2.ServerHttp2Session[] = [];
  const server = http2.createServer(options);
  server.on('session', session => sessions.push(session));
  server.on('stream', (stream: http2.ServerHttp2Stream, fields) => {
    stream.on('error', () => {});
    onStream(stream, fields);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createGrpcTransport(destinationTo(url, 'grpc', { headers }));
  closing.push(() => {
    transport.close();
    server.close();
    for (const session of sessions) session.destroy();
  });
  return { sessions, transport };
}

/** Answers once the whole request has come; gives its size to `note`. */
const acceptAll =
  (note: (size: number) => void = () => {}): OnStream =>
  stream => {
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
    });
    stream.on('end', () => {
      note(size);
      stream.respond(GRPC_OK, { endStream: true });
    });
  };

test('a receiver that takes one call at a time gets them in turn', async () => {
  let most = 0;
  let open = 0;
  const { transport } = await serve({ settings: { maxConcurrentStreams: 1 } }, stream => {
    most = Math.max(most, ++open);
    stream.resume().on('end', () => {
      open--;
      stream.respond(GRPC_OK, { endStream: true });
    });
  });
  await transport.send(BATCH, 5000); // The settings have come by then.
  const results = await Promise.all([1, 2, 3].map(() => transport.send(BATCH, 5000)));
  expect(results).toEqual([SENT, SENT, SENT]);
  expect(most).toBe(1);
});

test.each([
  ['a small window', { initialWindowSize: 1000 }],
  ['large frames', { maxFrameSize: 1_000_000, initialWindowSize: 2_000_000 }],
])('a message of a megabyte, %s', async (_, settings) => {
  const sizes: number[] = [];
  const { transport } = await serve(
    { settings },
    acceptAll(size => sizes.push(size)),
  );
  const body = Buffer.alloc(1_000_000, 'x');
  await expect(transport.send({ ...BATCH, body }, 5000)).resolves.toEqual(SENT);
  await expect(transport.send({ ...BATCH, body }, 5000)).resolves.toEqual(SENT);
  expect(sizes).toEqual([1_000_005, 1_000_005]);
});

test('several messages at once share the window', async () => {
  const { transport } = await serve({ settings: { initialWindowSize: 5000 } }, acceptAll());
  const body = Buffer.alloc(200_000, 'x');
  const results = await Promise.all([1, 2, 3, 4].map(() => transport.send({ ...BATCH, body }, 5000)));
  expect(results).toEqual([SENT, SENT, SENT, SENT]);
});

test('header fields longer than a frame', async () => {
  const long = 'k'.repeat(40_000);
  let got: unknown;
  const { transport } = await serve(
    { settings: { maxHeaderListSize: 100_000 }, maxSendHeaderBlockLength: 100_000 },
    (stream, headers) => {
      got = headers['x-long'];
      acceptAll()(stream, headers);
    },
    { 'x-long': long },
  );
  await expect(transport.send(BATCH, 5000)).resolves.toEqual(SENT);
  expect(got).toBe(long);
});

test('a reply longer than all windows is read to its status', async () => {
  const { transport } = await serve({}, stream => {
    stream.respond({ ':status': 503, 'content-type': 'text/html' });
    stream.end('x'.repeat(500_000));
  });
  for (let call = 0; call < 3; call++)
    await expect(transport.send(BATCH, 5000)).resolves.toEqual({ kind: 'retryable', reason: 'HTTP 503' });
});

test('an answer before the end of the request leaves the rest unsent, and the connection open', async () => {
  const { sessions, transport } = await serve({ settings: { initialWindowSize: 1000 } }, stream => {
    stream.respond(GRPC_OK, { endStream: true });
  });
  const body = Buffer.alloc(1_000_000, 'x');
  await expect(transport.send({ ...BATCH, body }, 5000)).resolves.toEqual({ ...SENT, isBodyFree: false });
  await expect(transport.send({ ...BATCH, body }, 5000)).resolves.toEqual({ ...SENT, isBodyFree: false });
  expect(sessions.length).toBe(1);
});

test('a receiver that goes away keeps the calls that it has taken; the next opens a new connection', async () => {
  const { sessions, transport } = await serve({}, stream => {
    stream.resume().on('end', () => {
      stream.session!.goaway(0, stream.id);
      setImmediate(() => stream.respond(GRPC_OK, { endStream: true }));
    });
  });
  await expect(transport.send(BATCH, 5000)).resolves.toEqual(SENT);
  await expect(transport.send(BATCH, 5000)).resolves.toEqual(SENT);
  expect(sessions.length).toBe(2);
});

test('a call that the receiver did not take before it went away is made anew', async () => {
  let calls = 0;
  const { sessions, transport } = await serve({}, (stream, headers) => {
    if (++calls === 2) stream.session!.goaway(0, stream.id! - 2);
    else acceptAll()(stream, headers);
  });
  await expect(transport.send(BATCH, 5000)).resolves.toEqual(SENT);
  await expect(transport.send(BATCH, 5000)).resolves.toMatchObject({ kind: 'sent' });
  expect(sessions.length).toBe(2);
});

test("a receiver's ping is answered", async () => {
  const { sessions, transport } = await serve({}, acceptAll());
  await transport.send(BATCH, 5000);
  const ping = new Promise<Buffer>((resolve, reject) => {
    sessions[0]!.ping(Buffer.from('12345678'), (error, _, payload) =>
      error ? reject(error) : resolve(payload),
    );
  });
  expect((await ping).toString()).toBe('12345678');
});

test('a closed transport ends its connection, and opens another when it is used again', async () => {
  const { sessions, transport } = await serve({}, acceptAll());
  await transport.send(BATCH, 5000);
  const ended = once(sessions[0]!, 'close');
  transport.close();
  await ended;
  await expect(transport.send(BATCH, 5000)).resolves.toEqual(SENT);
  expect(sessions.length).toBe(2);
});

test('bytes that are no HTTP/2', async () => {
  const url = await tcpReceiver(socket => socket.end('220 mail.example.com ESMTP\r\n'));
  const transport = createGrpcTransport(destinationTo(url, 'grpc'));
  await expect(transport.send(BATCH, 5000)).resolves.toMatchObject({
    kind: 'permanent',
    reason: expect.stringContaining('does not speak gRPC here'),
  });
});
