import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectSession } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { viewerRoutes } from '../../../../src/viewer/receiver/api/viewer-routes';
import { type Receiver, startReceiver } from '../../../../src/viewer/receiver/receiver';
import { createStores } from '../../../../src/viewer/receiver/stores';

/** More than the viewer holds open. */
const CROWD = 700;
/** A new caller is answered at once; before, after half a minute at the earliest. */
const ANSWER_MS = 20_000;

let receiver: Receiver;
let uiFolder: string;
let sockets: Socket[];
beforeEach(async () => {
  uiFolder = mkdtempSync(path.join(tmpdir(), 'viewer-crowd-'));
  writeFileSync(path.join(uiFolder, 'index.html'), 'the page');
  // More than the two ends of a connection hold for a reader that does not read.
  writeFileSync(path.join(uiFolder, 'large.js'), Buffer.alloc(4 * 2 ** 20, 'x'));
  const stores = createStores(2 ** 24);
  sockets = [];
  receiver = await startReceiver({
    ...{ httpPort: 0, grpcPort: 0, stores },
    routes: limits => viewerRoutes(stores, uiFolder, limits),
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await receiver.close();
  rmSync(uiFolder, { recursive: true });
});

async function crowd(port: number, first = ''): Promise<void> {
  const connected = Array.from({ length: CROWD }, async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    sockets.push(socket.pause());
    await once(socket, 'connect').catch(() => {});
    if (first !== '') socket.write(first);
  });
  await Promise.all(connected);
}

async function page(): Promise<string> {
  return (await fetch(`${receiver.url}/`, { signal: AbortSignal.timeout(ANSWER_MS) })).text();
}

const HEAD = 'HTTP/1.1\r\nhost: localhost\r\n';

test.each([
  ['say nothing', ''],
  ['begin a request and no more', `GET / ${HEAD}`],
  ['begin an export and no more', `POST /v1/traces ${HEAD}content-length: 1000\r\n\r\n0`],
  ['never read their answers', `GET /large.js ${HEAD}\r\n`],
  ['listen for news and never read it', `GET /api/v1/live ${HEAD}\r\n`],
])('the page gets in while a crowd of connections: %s', async (_what, first) => {
  await crowd(receiver.httpPort, first);
  expect(await page()).toBe('the page');
  const events = await fetch(`${receiver.url}/api/v1/live`, { signal: AbortSignal.timeout(ANSWER_MS) });
  expect(events.status).toBe(200);
  await events.body!.cancel();
});

test('a page that listens for news is not cut off by a crowd that says nothing', async () => {
  const events = await fetch(`${receiver.url}/api/v1/live`);
  const reader = events.body!.getReader();
  await crowd(receiver.httpPort);
  expect(await page()).toBe('the page');
  receiver.inbox.take('traces', new Uint8Array());
  // The ping that comes every few seconds.
  let text = '';
  while (!text.includes(': still here')) {
    const { value, done } = await reader.read();
    expect(done).toBe(false);
    text += Buffer.from(value!).toString();
  }
  await reader.cancel();
});

test.each([
  ['say nothing', ''],
  ['begin HTTP/2 and no more', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
])('gRPC: exporters get in while others %s', async (_what, first) => {
  await crowd(receiver.grpcPort, first);
  const session = connectSession(`http://127.0.0.1:${receiver.grpcPort}`);
  const call = session.request({
    ':method': 'POST',
    ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    'content-type': 'application/grpc',
  });
  call.end(Buffer.alloc(5));
  const [trailers] = await once(call.resume(), 'trailers', { signal: AbortSignal.timeout(ANSWER_MS) });
  expect(trailers['grpc-status']).toBe('0');
  session.destroy();
});

test('connections that hold the receiver up are closed', async () => {
  for (const first of ['', `GET / ${HEAD}`, `POST /v1/traces ${HEAD}content-length: 9\r\n\r\n0`]) {
    const socket = connect(receiver.httpPort, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    socket.write(first);
  }
  await Promise.all(sockets.map(socket => once(socket.resume(), 'close')));
});
