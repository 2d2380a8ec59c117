// Measures the spool on disk: node bench/micro/spool.mjs [batches] [rounds]
// Spans a second written and read, the longest delay of the event loop meanwhile, the delay of an end, and the CPU of a
// request with the spool on beside off, interleaved, in medians and quartiles; a second server without a spool shows the
// noise. The last two need a build. `--only cpu` measures a part: throughput, end or cpu.
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const preload = path.join(root, 'dist', 'preload.js');
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
});
const BATCHES = Number(positionals[0] ?? 2000);
const ROUNDS = Number(positionals[1] ?? 7);
const SPANS = 512;
const BYTES = SPANS * 165;
const REQUESTS = 4000;
const ROUNDS_OF_SERVERS = 3;
const DESTINATION = {
  protocol: 'grpc',
  url: 'http://127.0.0.1:4317',
  host: '127.0.0.1',
  port: 4317,
  authority: '127.0.0.1:4317',
  path: '/',
};

const temporary = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-bench-'));
// The spool keeps no process alive.
setInterval(() => {}, 1000);
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(temporary, { recursive: true, force: true });
});

const parts = { throughput, end: delayOfAnEnd, cpu: cpuOfRequests };
for (const [name, part] of Object.entries(parts)) if ((options.only ?? name) === name) await part();
process.exit();

async function throughput() {
  const { createSpool } = await bundle();
  const written = [];
  const read = [];
  for (let round = 0; round < 3; round++) {
    const place = path.join(temporary, `round-${round}`);
    written.push(await watched(() => write(createSpool, place)));
    read.push(await watched(() => readBack(createSpool, place)));
  }
  const steady = await watched(() =>
    write(createSpool, path.join(temporary, 'steady'), { batches: 400, everyMs: 5 }),
  );
  const rate = Math.round((400 * SPANS * 1000) / steady.ms);
  console.log(`written at ${rate} spans/s: longest delay of the loop ${steady.longestMs.toFixed(1)} ms`);
  for (const [name, runs] of [
    ['written', written],
    ['read', read],
  ]) {
    const perSecond = median(runs.map(({ ms }) => (BATCHES * SPANS * 1000) / ms));
    const delays = runs.map(({ longestMs }) => longestMs.toFixed(1)).join(', ');
    console.log(`${name}: ${Math.round(perSecond)} spans/s; longest delay of the loop ${delays} ms`);
  }
}

function joined(createSpool, place, adopt, heldBytes = () => Number.MAX_SAFE_INTEGER) {
  const spool = createSpool({
    place,
    maxBytes: 1024 ** 3,
    maxAgeMs: 3_600_000,
    syncMs: 0,
    report: (_level, line) => console.log(line),
  });
  return spool.laneFor('traces', DESTINATION).join({
    came() {},
    drop: (why, items) => console.log(`${items} dropped: ${why}`),
    adopt,
    batches: () => [],
    heldBytes,
    isAnswering: () => true,
  });
}

/** Fills the disk as fast as it takes batches, or at a rate. */
async function write(createSpool, place, { batches = BATCHES, everyMs = 0 } = {}) {
  const lane = joined(createSpool, place);
  let left = batches;
  await new Promise(resolve => {
    const more = () => {
      // As a queue that is full: each batch that comes sends one to the disk.
      for (let i = 0; i < (everyMs ? 1 : 4) && left > 0; i++) {
        const batch = { signal: 'traces', body: Buffer.alloc(BYTES, left), items: SPANS };
        if (!lane.take(batch, true)) break;
        left--;
      }
      if (left > 0) setTimeout(more, everyMs || 1);
      else resolve();
    };
    more();
  });
  lane.close();
}

function readBack(createSpool, place) {
  let seen = 0;
  let startMs = 0;
  let heldBytes = 0;
  return new Promise(resolve => {
    const lane = joined(
      createSpool,
      place,
      ({ body, kept }) => {
        startMs ||= performance.now();
        heldBytes += body.length;
        setImmediate(() => {
          heldBytes -= body.length;
          kept.done();
          lane.refill();
          if (++seen === BATCHES) resolve(performance.now() - startMs);
        });
      },
      () => heldBytes,
    );
  });
}

/** Measures a run, unless it measures itself, and the event loop meanwhile. */
async function watched(run) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startMs = performance.now();
  const ownMs = await run();
  delay.disable();
  return { ms: ownMs ?? performance.now() - startMs, longestMs: delay.max / 1e6 };
}

async function bundle() {
  const file = path.join(temporary, 'spool.mjs');
  const built = await rolldown({
    input: path.join(root, 'src/agent/export/spool/spool.ts'),
    platform: 'node',
  });
  await built.write({ file, format: 'esm' });
  return import(pathToFileURL(file).href);
}

/** A process that ends 300 spans and itself, while the receiver takes connections and never answers. */
async function delayOfAnEnd() {
  const hanging = net.createServer(socket => socket.on('error', () => {}).resume());
  await new Promise(resolve => hanging.listen(0, '127.0.0.1', resolve));
  const script = path.join(temporary, 'end.cjs');
  const api = path.join(root, 'node_modules/@opentelemetry/api');
  writeFileSync(
    script,
    `const tracer = require(${JSON.stringify(api)}).trace.getTracer('bench');
    for (let i = 0; i < 300; i++) tracer.startSpan('span').end();
    process.on('exit', () => console.log('end'));
    setTimeout(() => { if (process.argv[3] === 'exit') process.exit(); }, Number(process.argv[2]));`,
  );
  const { port } = hanging.address();
  const traced = (...args) => ['--require', preload, script, ...args];
  const ways = {
    'bare, cold': [[script, '100', 'exit']],
    'spool, cold': [traced('100', 'exit')],
    'bare, natural end': [[script, '100']],
    'spool, natural end': [traced('100')],
    'spool, TLS, cold': [traced('100', 'exit'), 'https'],
    'spool, TLS, natural end': [traced('100'), 'https'],
    'bare, asked before': [[script, '1500', 'exit']],
    'spool, asked before': [traced('1500', 'exit')],
  };
  const times = Object.fromEntries(Object.keys(ways).map(name => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, [args, scheme]] of Object.entries(ways)) {
      const env = { ...environment(port, scheme), OTEL_AGENT_SPOOL: path.join(temporary, `end-${round}`) };
      times[name].push(await endOf(args, env));
    }
  for (const [name, all] of Object.entries(times))
    console.log(`end, ${name}: ${median(all).toFixed(1)} ms, at least ${Math.min(...all).toFixed(1)} ms`);
  hanging.close();
}

function endOf(args, env) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    let saidMs = 0;
    let endedMs = 0;
    child.stdout.on('data', () => {
      saidMs ||= performance.now();
    });
    child.on('exit', () => {
      endedMs = performance.now();
    });
    child.on('close', () => resolve(Math.max(0, endedMs - saidMs)));
  });
}

function environment(port, scheme = 'http') {
  return {
    PATH: process.env.PATH,
    OTEL_EXPORTER_OTLP_ENDPOINT: `${scheme}://127.0.0.1:${port}`,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_LOG_LEVEL: 'none',
  };
}

async function cpuOfRequests() {
  const collector = await startCollector();
  const script = path.join(temporary, 'hello.cjs');
  writeFileSync(
    script,
    `const server = require('node:http').createServer((request, response) => response.end('hello'));
    server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
    process.on('message', () => process.send({ cpu: process.cpuUsage() }));`,
  );
  const settings = {
    off: {},
    'off again': {},
    on: { OTEL_AGENT_SPOOL: path.join(temporary, 'cpu') },
    'on, synchronised each second': {
      OTEL_AGENT_SPOOL: path.join(temporary, 'cpu'),
      OTEL_AGENT_SPOOL_SYNC: '1s',
    },
  };
  const times = Object.fromEntries(Object.keys(settings).map(name => [name, []]));
  // Two processes of one program differ by more than the spool costs: take the median of several.
  for (let start = 0; start < ROUNDS; start++) {
    const servers = {};
    for (const [name, own] of rotated(Object.entries(settings), start))
      servers[name] = await startServer(script, { ...environment(collector.address().port), ...own });
    for (let round = -2; round < ROUNDS_OF_SERVERS; round++)
      // Each goes first in turn: what the machine does otherwise meets all alike.
      for (const [name, server] of rotated(Object.entries(servers), round)) {
        const before = await cpuOf(server);
        await load(server.port);
        const microseconds = ((await cpuOf(server)) - before) / REQUESTS;
        if (round >= 0) times[name].push(microseconds);
      }
    for (const { child } of Object.values(servers)) child.kill('SIGKILL');
    children.clear();
  }
  for (const [name, all] of Object.entries(times)) {
    const ratios = all.map((one, round) => one / times.off[round]);
    console.log(
      `CPU of a request, spool ${name}: ${quartiles(all, 1)} µs; beside off in each round ${quartiles(ratios, 3)}`,
    );
  }
}

function rotated(all, by) {
  const at = ((by % all.length) + all.length) % all.length;
  return [...all.slice(at), ...all.slice(0, at)];
}

/** Median, and the quartiles around it. */
function quartiles(values, digits) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share => sorted[Math.round((sorted.length - 1) * share)].toFixed(digits);
  return `${at(0.5)} (${at(0.25)} to ${at(0.75)})`;
}

async function startCollector() {
  const server = http2.createServer();
  server.on('stream', stream => {
    stream.on('error', () => {}).resume();
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.alloc(5));
    });
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function startServer(script, env) {
  const child = fork(script, { env, execArgv: ['--require', preload] });
  children.add(child);
  return new Promise(resolve => child.once('message', ({ port }) => resolve({ child, port })));
}

function cpuOf({ child }) {
  return new Promise(resolve => {
    child.once('message', ({ cpu }) => resolve(cpu.user + cpu.system));
    child.send('cpu');
  });
}

async function load(port) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 10 });
  const get = () =>
    new Promise((resolve, reject) => {
      http
        .get({ port, host: '127.0.0.1', agent }, response => response.resume().on('end', resolve))
        .on('error', reject);
    });
  let left = REQUESTS;
  const worker = async () => {
    while (left-- > 0) await get();
  };
  await Promise.all(Array.from({ length: 10 }, worker));
  agent.destroy();
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
