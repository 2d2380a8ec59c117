import { type ClientHttp2Session, connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { ServicePath } from '../../../../src/shared/otlp/fields';
import { type Bomb, jsonBombs, ordinaryBody, protobufBombs } from '../bombs';
import { cpuMsOf, type ListeningView, peakMemoryOf, startListeningView } from '../start-view';

/**
 * Memory limit for a viewer that keeps 64 MB: Node itself with the viewer's code takes 60, and V8 lets go of
 * buffers when about 100 MB of them are garbage. Parsing bombs of JSON took 1,000 MB.
 */
const MAX_MEMORY_MB = 400;
/** Maximum CPU time of a bomb as a multiple of that of ordinary bodies, byte for byte; one second in any case. */
const MAX_RATIO = 4;

let viewer: ListeningView;
let session: ClientHttp2Session;
let ordinaryMs: number;
beforeAll(async () => {
  viewer = await startListeningView('--max-memory', '64');
  session = connect(`http://127.0.0.1:${viewer.grpcPort}`);
  const body = gzipSync(ordinaryBody());
  const ordinary: Bomb = { name: 'ordinary', signal: 'traces', type: 'application/x-protobuf', body };
  await overHttp(ordinary, body);
  ordinaryMs = await costOf(() => overHttp(ordinary, body));
});
afterAll(() => {
  session.destroy();
  viewer.child.kill('SIGKILL');
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux.each([...protobufBombs(), ...jsonBombs()])('$name', async bomb => {
  const body = gzipSync(bomb.body);
  const limitMs = Math.max(1000, MAX_RATIO * ordinaryMs);
  expect(await costOf(() => overHttp(bomb, body))).toBeLessThan(limitMs);
  if (bomb.type !== 'application/json')
    expect(await costOf(() => overGrpc(bomb, body))).toBeLessThan(limitMs);
  expect(peakMemoryOf(viewer.child)).toBeLessThan(MAX_MEMORY_MB);
});

/** Milliseconds of CPU time that the viewer takes for an export, whether it is accepted or refused. */
async function costOf(send: () => Promise<string>): Promise<number> {
  const before = cpuMsOf(viewer.child);
  expect(await send()).toMatch(/^(?:HTTP (?:200|400)|gRPC (?:0|3))$/);
  return cpuMsOf(viewer.child) - before;
}

async function overHttp({ signal, type }: Bomb, body: Buffer): Promise<string> {
  const headers = { 'content-type': type, 'content-encoding': 'gzip' };
  const response = await fetch(`${viewer.url}${ServicePath[signal].http}`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return `HTTP ${response.status}`;
}

function overGrpc({ signal }: Bomb, body: Buffer): Promise<string> {
  const prefix = Buffer.from([1, 0, 0, 0, 0]);
  prefix.writeUInt32BE(body.length, 1);
  return new Promise((resolve, reject) => {
    const path = ServicePath[signal].grpc;
    const headers = { 'content-type': 'application/grpc', 'grpc-encoding': 'gzip' };
    const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
    let status: unknown;
    stream.on('response', received => (status = received['grpc-status']));
    stream.on('trailers', received => (status ??= received['grpc-status']));
    stream.on('error', reject).on('close', () => resolve(`gRPC ${status}`));
    stream.resume().end(Buffer.concat([prefix, body]));
  });
}
