import { readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AGENT, runProgram } from '../agent/lifecycle/run-program';

/**
 * Limits of counts that do not depend on the machine: today's counts with some room. A change that needs more has to
 * say so here.
 */
const FILES = ['preload.js', 'start-guarded.js', 'guard.js', 'agent.js'];
/** Among them 3 KB that look for keys of secrets in every signal. */
const MAX_BYTES_LOADED = 240_000;
/** Files of a worker thread that only computes, which waits with the rest. */
const FILES_OF_WORKER = ['preload.js', 'start-guarded.js', 'guard.js', 'wait.js'];
const MAX_BYTES_OF_WORKER = 30_000;
/** Of Node only the diagnostic report, which a first worker takes. */
const MAX_BUILTINS_OF_WORKER = 1;
/** Mostly the table of tools, and why the agent does not run where its other files cannot be read. */
const MAX_BYTES_OF_ENTRY = 5200;
/** Exports that share their name with a variable that changes. */
const MAX_GETTERS = 1;
/** Beside those that the public ones bring along. */
const BUILTINS = ['module', 'os', 'vm', 'internal/async_local_storage/async_context_frame'];
const MAX_BUILTINS = 10;
const MAX_ALLOCATED_PER_REQUEST = 9000;
const MAX_RETAINED_PER_REQUEST = 100;

const FIXTURES = path.join(__dirname, '..', 'fixtures', 'bench');

async function output<Output>(script: string, options: Omit<Parameters<typeof runProgram>[0], 'script'>) {
  const run = await runProgram({ script: path.join('bench', script), ...options });
  if (run.code !== 0) throw new Error(`ended with ${run.signal ?? run.code}\n${run.stderr}`);
  return JSON.parse(run.stdout) as Output;
}

type Loaded = { files: string[]; builtins: string[]; resources: string[] };
const loaded = (agent: boolean, env = {}, script = 'what-is-loaded.js') =>
  output<Loaded>(script, { agent, env });

test('a preload loads these files and no others', async () => {
  const { files } = await loaded(true);
  expect(files.map(file => path.basename(file)).sort()).toEqual([...FILES].sort());
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThan(MAX_BYTES_LOADED);
});

test('files use the functions of other files without a getter, which V8 would call and compile', async () => {
  const { files } = await loaded(true);
  const getters = files.map(file => readFileSync(file, 'utf8').match(/get:function/g)?.length ?? 0);
  expect(Math.max(...getters)).toBeLessThanOrEqual(MAX_GETTERS);
});

test("a library's first load loads its instrumentation, and no more of the SDK", async () => {
  const { files } = await loaded(true, {}, 'loads-http.js');
  const added = files.map(file => path.basename(file)).filter(file => !FILES.includes(file));
  expect(added).toEqual(['loads-http.js', 'lean-http.js']);
});

test('and of Node only what every app brings along anyway, or next to nothing', async () => {
  const [bare, ours] = await Promise.all([loaded(false), loaded(true)]);
  const added = ours.builtins.filter(name => !bare.builtins.includes(name));
  expect(added).toEqual(expect.arrayContaining(BUILTINS));
  expect(added.length).toBeLessThanOrEqual(MAX_BUILTINS);
  const dear = /^(http|https|http2|net|tls|zlib|crypto|worker_threads|child_process|dns|perf_hooks|stream)$/;
  expect(added.filter(name => dear.test(name))).toEqual([]);
});

test('a worker thread that only computes loads an eighth of that', async () => {
  const script = 'loads-in-worker.js';
  const [bare, ours] = await Promise.all([loaded(false, {}, script), loaded(true, {}, script)]);
  const files = ours.files.filter(file => !bare.files.includes(file));
  expect(files.map(file => path.basename(file)).sort()).toEqual([...FILES_OF_WORKER].sort());
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThan(MAX_BYTES_OF_WORKER);
  const added = ours.builtins.filter(name => !bare.builtins.includes(name));
  expect(added.length).toBeLessThanOrEqual(MAX_BUILTINS_OF_WORKER);
  expect(ours.resources).toEqual(bare.resources);
});

test.each([
  ['a disabled one', 'what-is-loaded.js', { OTEL_SDK_DISABLED: 'true' }],
  ['a tool', 'npm-cli.js', {}],
])('%s loads one file and nothing of Node', async (_name, script, env) => {
  const [bare, left] = await Promise.all([loaded(false, {}, script), loaded(true, env, script)]);
  expect(left.files).toEqual([AGENT, ...bare.files]);
  expect(statSync(AGENT).size).toBeLessThan(MAX_BYTES_OF_ENTRY);
  expect(left.builtins).toEqual(bare.builtins);
});

test('nothing of the agent keeps a process alive', async () => {
  const [bare, ours] = await Promise.all([loaded(false), loaded(true)]);
  expect(ours.resources).toEqual(bare.resources);
});

describe('a hook is in the way of all modules while ES modules are loaded, and no longer', () => {
  const hooks = (script: string, preload: string[]) =>
    output(script, {
      agent: false,
      nodeArgs: ['--require', path.join(FIXTURES, 'has-module-hooks.js'), ...preload],
    });

  test.each([
    ['--require', ['--require', AGENT]],
    ['--import', ['--import', pathToFileURL(AGENT).href]],
  ])('in a CommonJS app, by %s', async (_flag, preload) => {
    expect(await hooks('loads-es-modules.js', preload)).toEqual({
      start: false,
      required: true,
      afterRequire: false,
      imported: true,
      withinCommonJs: { start: false, required: true, afterRequire: false, imported: true },
      afterImport: false,
    });
  });

  test('in an ES module', async () => {
    expect(await hooks('is-es-module.mjs', ['--require', AGENT])).toEqual({ start: true, end: false });
  });
});

test('metrics of the agent load no metrics of the SDK; where none are sent, none are measured', async () => {
  const later = (exporter: string) =>
    output<string[]>('loaded-later.js', {
      env: { OTEL_METRICS_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    });
  const [metrics, none] = await Promise.all([later('otlp'), later('none')]);
  expect(metrics).toEqual(['runtime.js']);
  expect(none).toEqual([]);
});

test('requests, responses and sockets stay what V8 is fast with', async () => {
  type Shapes = Record<string, Record<'request' | 'response' | 'socket', boolean>>;
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_AGENT_EXIT_TIMEOUT: '0' };
  const [bare, ours] = await Promise.all([
    output<Shapes>('shapes.js', { agent: false }),
    output<Shapes>('shapes.js', { agent: true, env }),
  ]);
  const fast = { request: true, response: true, socket: true };
  expect(bare).toEqual({ Socket: fast, Connection: fast });
  expect(ours).toEqual(bare);
});

describe('a request', () => {
  let sink: http.Server;
  let receivedBytes = 0;
  beforeAll(async () => {
    sink = http.createServer((request, response) => {
      request.on('data', (chunk: Buffer) => {
        receivedBytes += chunk.length;
      });
      request.on('end', () => response.end());
    });
    await new Promise<void>(resolve => sink.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    sink.closeAllConnections();
    sink.close();
  });

  type Memory = { allocated: number; retained: number };
  const memory = (agent: boolean) =>
    output<Memory>('requests.js', {
      agent,
      limitMs: 100_000,
      nodeArgs: ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'],
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(sink.address() as AddressInfo).port}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_AGENT_BANNER: 'off',
      },
    });

  test('allocates little more than without the agent, and leaves nothing behind', async () => {
    const bare = await memory(false);
    const ours = await memory(true);
    expect(ours.allocated - bare.allocated).toBeLessThan(MAX_ALLOCATED_PER_REQUEST);
    expect(ours.allocated).toBeGreaterThan(bare.allocated); // Something was traced, and nothing collected.
    expect(ours.retained).toBeLessThan(MAX_RETAINED_PER_REQUEST);
    expect(receivedBytes).toBeGreaterThan(100_000);
  }, 220_000);
});
