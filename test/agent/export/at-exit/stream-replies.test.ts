import { once } from 'node:events';
import http2, { type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import { createFrameReader } from '../../../../src/agent/export/at-exit/direct/frame-reader';
import {
  FrameFlag,
  FrameType,
  frame,
  headerBlock,
  PREFACE,
  Setting,
  settingsFrame,
} from '../../../../src/agent/export/transports/grpc/http2/frames';
import { createHeaderDecoder } from '../../../../src/agent/export/transports/grpc/http2/hpack';
import {
  createStreamReplies,
  type StreamReply,
} from '../../../../src/agent/export/transports/grpc/http2/stream-replies';

/* The HTTP/2 client that works without an event loop reads replies of another implementation, Node's. */

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
const CALLS = 3;

/** All bytes that a server sends in reply to so many calls, whose connection keeps a table of fields or none. */
async function bytesOfReplies(
  headers: OutgoingHttpHeaders,
  trailers: OutgoingHttpHeaders,
  tableSize: number,
): Promise<Buffer> {
  const server = http2.createServer();
  server.on('stream', (stream: ServerHttp2Stream) => {
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', ...headers },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.end('the message');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(Buffer.concat([PREFACE, settingsFrame([[Setting.headerTableSize, tableSize]])]));
  const request = headerBlock({ ':method': 'POST', ':scheme': 'http', ':path': '/', ':authority': 'a' });
  for (let id = 1; id < 2 * CALLS; id += 2)
    socket.write(frame(FrameType.headers, FrameFlag.endHeaders | FrameFlag.endStream, id, request));
  await new Promise<void>(resolve => {
    socket.on('data', () => {
      if (repliesIn(Buffer.concat(chunks)).every(({ isEnded }) => isEnded)) resolve();
    });
  });
  socket.destroy();
  server.close();
  return Buffer.concat(chunks);
}

function repliesIn(bytes: Buffer, pieceBytes = bytes.length): StreamReply[] {
  let at = 0;
  const read = () => {
    at += pieceBytes;
    return bytes.subarray(at - pieceBytes, at);
  };
  const nextFrame = createFrameReader({ read });
  const replies = createStreamReplies();
  const expected = Array.from({ length: CALLS }, (_, index) => replies.expect(2 * index + 1));
  try {
    for (;;) replies.take(nextFrame());
  } catch {
    return expected; // The end of what has come.
  }
}

test.each([
  ['no table of fields', 0],
  ['a table of fields', 4096],
])('headers, message and trailers of calls on a connection with %s', async (_name, tableSize) => {
  const headers = { 'x-all': PRINTABLE, 'x-long': 'y'.repeat(40_000) };
  const trailers = { 'grpc-status': '16', 'grpc-message': PRINTABLE.repeat(3) };
  const bytes = await bytesOfReplies(headers, trailers, tableSize);
  for (const pieceBytes of [bytes.length, 1000, 7]) {
    for (const reply of repliesIn(bytes, pieceBytes)) {
      expect(reply.headers).toMatchObject({ ':status': '200', 'content-type': 'application/grpc' });
      expect(reply.headers?.['x-all']?.trim()).toBe(PRINTABLE.trim());
      expect(reply.headers?.['x-long']).toHaveLength(40_000);
      expect(reply.trailers).toMatchObject({ 'grpc-status': '16' });
      expect(reply.trailers['grpc-message']?.trim()).toBe(trailers['grpc-message'].trim());
      expect(Buffer.concat(reply.chunks).toString()).toBe('the message');
    }
  }
});

test('the specification’s own example, Huffman-coded (RFC 7541, C.6)', () => {
  const decode = createHeaderDecoder();
  const first =
    '488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3';
  expect(decode(Buffer.from(first, 'hex'))).toEqual({ ':status': '302' });
  expect(decode(Buffer.from('4883640effc1c0bf', 'hex'))).toEqual({ ':status': '307' });
});

test('a stream that is reset, and one that the receiver goes away without looking at', () => {
  const replies = createStreamReplies();
  const [first, second, third] = [1, 3, 5].map(replies.expect) as [StreamReply, StreamReply, StreamReply];
  const code = Buffer.from([0, 0, 0, 8]);
  replies.take({ type: FrameType.resetStream, flags: 0, streamId: 1, payload: code });
  replies.take({
    type: FrameType.goAway,
    flags: 0,
    streamId: 0,
    payload: Buffer.from([0, 0, 0, 3, 0, 0, 0, 11]),
  });
  expect([first.errorCode, second.errorCode, third.errorCode]).toEqual([8, undefined, 11]);
});

test.each([
  ['', /closed the connection without an answer/],
  ['HTTP/1.1 400 Bad Request', /does not speak gRPC here/],
  [Buffer.from([0x15, 3, 1, 0, 2, 2, 70]), /speaks TLS/],
])('%j is no HTTP/2', (text, message) => {
  const bytes = Buffer.from(text as string);
  let isRead = false;
  const read = () => {
    const piece = isRead ? Buffer.alloc(0) : bytes;
    isRead = true;
    return piece;
  };
  expect(() => createFrameReader({ read })()).toThrow(message);
});
