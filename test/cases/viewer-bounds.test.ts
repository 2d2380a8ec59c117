import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { traceRequest } from '../viewer/receiver/make-traces';
import {
  cpuMsOf,
  type ListeningView,
  peakMemoryOf,
  startListeningView,
  startView,
} from '../viewer/receiver/start-view';

const PROTOBUF = 'application/x-protobuf';

let folder: string;
let viewer: ListeningView | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'viewer-bounds-'));
});
afterEach(() => {
  viewer?.child.kill('SIGKILL');
  viewer = undefined;
  rmSync(folder, { recursive: true });
});

function send({ url }: ListeningView, type: string, body: Buffer): Promise<Response> {
  const headers = { 'content-type': type, 'content-encoding': 'gzip' };
  return fetch(`${url}/v1/traces`, { method: 'POST', headers, body: gzipSync(body) });
}

test('F1: 20 KB that unpack to empty ResourceSpans keep the receiver busy for less than a second', async () => {
  viewer = await startListeningView();
  const before = cpuMsOf(viewer.child);
  const response = await send(viewer, PROTOBUF, Buffer.alloc(20 * 2 ** 20 - 2, Buffer.from([10, 0])));
  expect([200, 400]).toContain(response.status);
  expect(cpuMsOf(viewer.child) - before).toBeLessThan(1000);
  expect(
    (await send(viewer, PROTOBUF, Buffer.from(traceRequest([{ id: '1', from: 0, to: 1 }])))).status,
  ).toBe(200);
});

test('F2: 15 million brackets are refused, and take no memory beyond what --max-memory explains', async () => {
  viewer = await startListeningView('--max-memory', '64');
  expect((await send(viewer, 'application/json', Buffer.alloc(15e6, '['))).status).toBe(400);
  expect(peakMemoryOf(viewer.child)).toBeLessThan(250);
});

test('F3: with 1,100 idle connections the page is served at once', async () => {
  viewer = await startListeningView();
  const sockets: Socket[] = [];
  for (let count = 0; count < 1100; count++) {
    const socket = connect(viewer.httpPort, '127.0.0.1').on('error', () => {});
    sockets.push(socket.pause());
    await once(socket, 'connect');
  }
  const response = await fetch(`${viewer.url}/`, { signal: AbortSignal.timeout(20_000) });
  expect(await response.text()).toMatch(/<!doctype html>/i);
  for (const socket of sockets) socket.destroy();
});

test('F4: a folder that is not there is refused before anything is received', async () => {
  const running = startView('--port', '0', '--grpc-port', '0', '--save', path.join(folder, 'no', 'traces'));
  expect(await running.ended()).toBe(1);
  expect(running.output()).toMatch(
    /^otel-agent view: \S+ could not be written: its folder does not exist\n$/,
  );
});

test('F4: a folder that is gone by the end costs nothing', async () => {
  const target = path.join(folder, 'later', 'traces.jsonl');
  mkdirSync(path.dirname(target));
  viewer = await startListeningView('--save', target);
  await send(viewer, PROTOBUF, Buffer.from(traceRequest([{ id: '1', name: 'kept', from: 0, to: 1 }])));
  rmSync(path.dirname(target), { recursive: true });
  viewer.child.kill('SIGINT');
  expect(await viewer.ended()).toBe(1);
  const [, other] = /saved 1 span of 1 trace to (\S+) instead/.exec(viewer.output())!;
  expect(readFileSync(other!, 'utf8')).toContain('"name":"kept"');
  rmSync(other!);
  expect(existsSync(target)).toBe(false);
});
