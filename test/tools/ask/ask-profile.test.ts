import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { viewerRoutes } from '../../../src/viewer/receiver/api/viewer-routes';
import { type Receiver, startReceiver } from '../../../src/viewer/receiver/receiver';
import { createStores } from '../../../src/viewer/receiver/stores';
import { AGENT } from '../../agent/lifecycle/run-program';
import { endWithThisProcess } from '../../services/process/reaper';
import { runCli } from '../cli/run-cli';

jest.setTimeout(90_000);

const SOURCE = path.join(__dirname, '..', '..', 'fixtures', 'profile', 'priced', 'server.ts');
const ROLLDOWN = path.join(__dirname, '..', '..', '..', 'node_modules', 'rolldown', 'bin', 'cli.mjs');
let folder: string;
let viewer: Receiver;
const started: Service[] = [];

interface Service {
  readonly child: ChildProcess;
  readonly port: number;
  stderr(): string;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ask-profile-'));
  bundle('file.cjs', '--sourcemap');
  bundle('inline.cjs', '--sourcemap=inline');
  const stores = createStores(128 * 2 ** 20);
  const routes = (limits: Parameters<typeof viewerRoutes>[2]) => viewerRoutes(stores, folder, limits);
  viewer = await startReceiver({ httpPort: 0, grpcPort: 0, stores, routes });
});
afterEach(async () => {
  for (const { child } of started.splice(0)) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
});
afterAll(async () => {
  await viewer.close();
  rmSync(folder, { recursive: true });
});

/** Bundles the server into one minified file, with its source map in a file or inline. */
function bundle(script: string, sourcemap: string): void {
  const out = ['--file', path.join(folder, script), '--format', 'cjs', '--platform', 'node', '--minify'];
  execFileSync(process.execPath, [ROLLDOWN, SOURCE, ...out, sourcemap], { stdio: 'ignore' });
}

async function start(script: string, name: string, env: Record<string, string>): Promise<Service> {
  // Functions that V8 puts into their callers have no time of their own; it does so only where it optimizes.
  const flags = ['--no-opt', '--no-maglev'];
  const child = spawn(process.execPath, [...flags, '--require', AGENT, path.join(folder, script)], {
    env: {
      PATH: process.env.PATH,
      OTEL_SERVICE_NAME: name,
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${viewer.grpcPort}`,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', chunk => (stderr += chunk));
  const [port] = await once(child.stdout.setEncoding('utf8'), 'data');
  const service = { child, port: Number(port), stderr: () => stderr };
  started.push(service);
  return service;
}

/** Visits a service, a request at a time so that none waits for another, until `done` settles. */
async function visitUntil<Result>({ port }: Service, done: Promise<Result>): Promise<Result> {
  let isOver = false;
  const agent = new http.Agent({ keepAlive: true });
  const visit = () =>
    new Promise(resolve => {
      const request = http.get({ port, host: '127.0.0.1', agent }, response =>
        response.resume().on('close', resolve),
      );
      request.on('error', resolve);
    });
  const caller = (async () => {
    while (!isOver) await visit();
  })();
  try {
    return await done;
  } finally {
    isOver = true;
    await caller;
    agent.destroy();
  }
}

/** Waits until the viewer has taken this many more spans. */
async function received(spans: number): Promise<void> {
  const before = viewer.inbox.counts.traces.accepted;
  while (viewer.inbox.counts.traces.accepted < before + spans) await sleep(20);
}

test.each([
  ['gRPC, a map in a file', 'file.cjs', {}],
  ['HTTP, an inline map', 'inline.cjs', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }],
])('over %s: names the function that slow requests spend their time in', async (name, script, env) => {
  const endpoint = 'OTEL_EXPORTER_OTLP_PROTOCOL' in env ? { OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url } : {};
  const service = await start(script, name, { ...env, ...endpoint });
  // A price takes 0.4 s, and some seconds on a busy machine.
  await visitUntil(service, received(40));
  const words = ['ask', 'profile', '--service', name, '--seconds', '5', '--url', viewer.url, '--json'];
  const { code, stdout, stderr } = await visitUntil(service, runCli(words));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const found = JSON.parse(stdout);
  expect(found).toMatchObject({ service: name, pid: service.child.pid, operation: 'GET' });
  const [first] = found.functions;
  expect(first.name).toMatch(/^(quantityOf|priceOfBasket)$/);
  expect(first.place).toMatch(/fixtures\/profile\/priced\/price\.ts:(7|13):\d+$/);
  expect(first.share).toBeGreaterThan(0.4);
  expect(found.requests.cpuMs).toBeGreaterThan(20);
  expect(found.requests.databaseMs).toBe(0);
  const [block] = found.blocks;
  expect(block.durationMs).toBeGreaterThan(50);
  const innermost = found.blocks.map(({ stack }: { stack: string[] }) => stack[0]).join('\n');
  expect(innermost).toMatch(/^(quantityOf|priceOfBasket) .*price\.ts:\d+:\d+$/m);
  expect(found.requests.examples.map(({ traceId }: { traceId: string }) => traceId)).toContain(block.traceId);
  expect(service.stderr()).toMatch(/the viewer at 127\.0\.0\.1:\d+ profiles this process for 5 s/);
  const file = await (await fetch(`${viewer.url}/api/v1/profiles/file?id=${found.id}`)).json();
  expect(file).toMatchObject({
    nodes: expect.any(Array),
    samples: expect.any(Array),
    timeDeltas: expect.any(Array),
  });
});

test('a process that is told to take none takes none, whoever asks', async () => {
  const service = await start('file.cjs', 'unwilling', { OTEL_AGENT_PROFILE: 'off' });
  const { id } = viewer.profiles.order('unwilling', 1);
  await visitUntil(service, received(30));
  expect(viewer.profiles.get(id)!.state).toBe('waiting');
  viewer.profiles.clear();
});

test('a file has no process to profile, and a service has to be named', async () => {
  expect(await runCli(['ask', 'profile', '--url', viewer.url])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('name the service'),
  });
});

test('orders are taken on this machine, from no page of another site', async () => {
  const order = (headers: Record<string, string>) =>
    fetch(`${viewer.url}/api/v1/profiles?service=any`, { method: 'POST', headers });
  expect((await order({ origin: 'http://elsewhere.example' })).status).toBe(403);
  const deliver = (body: string) =>
    fetch(`${viewer.url}/api/v1/profiles/delivery?id=unknown`, { method: 'POST', body });
  expect((await deliver('{"nodes":[')).status).toBe(400);
  expect((await deliver('{"nodes":[],"samples":[],"timeDeltas":[]}')).status).toBe(400);
});
