import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { closeReceivers, tcpReceiver } from './receivers';

/** A script that sends one batch and has nothing else to do must end, whatever the receiver does. */
const root = path.join(__dirname, '../../..');
const TIMEOUT_MS = 20_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'otel-agent-end-'));
  const script = `
    const [, , , name, factory, url] = process.argv;
    const { hostname: host, port, host: authority } = new URL(url);
    const destination = { protocol: name, url, isTls: false, host, port, authority, path: '/', headers: {}, tls: {} };
    const transport = require(process.argv[2])[factory](destination);
    transport.send({ signal: 'traces', body: Buffer.alloc(10), items: 1 }, ${TIMEOUT_MS});`;
  await writeFile(path.join(folder, 'send.cjs'), script);
  await run([path.join(root, 'node_modules/rolldown/bin/cli.mjs'), ...bundleOf('grpc')]);
  await run([path.join(root, 'node_modules/rolldown/bin/cli.mjs'), ...bundleOf('http')]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(closeReceivers);

const bundleOf = (name: string) => [
  path.join(root, `src/agent/export/transports/${name}/${name}.ts`),
  '--format=cjs',
  '--platform=node',
  `--file=${path.join(folder, `${name}.cjs`)}`,
];

async function run(args: string[]): Promise<number> {
  const startMs = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], cwd: root });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  return performance.now() - startMs;
}

const PROTOCOLS: Readonly<Record<string, string>> = { grpc: 'grpc', http: 'http/protobuf' };

const sendOnce = (name: string, factory: string, url: string) =>
  run([path.join(folder, 'send.cjs'), path.join(folder, `${name}.cjs`), PROTOCOLS[name]!, factory, url]);

describe.each([
  ['grpc', 'createGrpcTransport'],
  ['http', 'createHttpTransport'],
])('%s', (name, factory) => {
  test('a receiver that accepts and stays silent', async () => {
    const url = await tcpReceiver(() => {});
    expect(await sendOnce(name, factory, url)).toBeLessThan(TIMEOUT_MS / 4);
  });

  // Only Linux drops a SYN when the queue of a listener is full.
  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('a host that swallows packets', async () => {
    const { url, release } = await blackHole();
    try {
      expect(await sendOnce(name, factory, url)).toBeLessThan(TIMEOUT_MS / 4);
    } finally {
      release();
    }
  });
});

/** A listener whose process never accepts, and whose queue is full. */
async function blackHole(): Promise<{ url: string; release: () => void }> {
  const script = `
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${3 * TIMEOUT_MS});
    });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(await once(child.stdout, 'data'));
  const fillers: net.Socket[] = [];
  for (let isFull = false; !isFull; ) {
    const filler = net.connect(port, '127.0.0.1');
    filler.on('error', () => {});
    fillers.push(filler);
    isFull = await Promise.race([
      once(filler, 'connect').then(() => false),
      new Promise<boolean>(resolve => setTimeout(resolve, 300, true)),
    ]);
  }
  const release = () => {
    child.kill('SIGKILL');
    for (const filler of fillers) filler.destroy();
  };
  return { url: `http://127.0.0.1:${port}`, release };
}
