import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { version } from '../../../package.json';
import { startHttpReceiver, type TestReceiver } from '../../agent/lifecycle/receiver';
import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
import { preload, runCli } from '../cli/run-cli';
import { type App, get, startApp } from './start-app';

jest.setTimeout(120_000);

let receiver: TestReceiver;
const apps: App[] = [];

beforeAll(async () => {
  receiver = await startHttpReceiver();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map(app => app.end()));
});
afterAll(() => receiver.close());

async function start(...args: Parameters<typeof startApp>): Promise<App> {
  const app = await startApp(...args);
  apps.push(app);
  return app;
}

let runs = 0;

/** Settings as flags, with a name for this run by which its spans are found. */
function settings() {
  const run = `attach-${++runs}`;
  const flags = [
    ...['--endpoint', `http://127.0.0.1:${receiver.port}`],
    ...['--protocol', 'http/protobuf'],
    ...['--metrics-exporter', 'none', '--logs-exporter', 'none'],
    ...['--resource-attributes', `test.run=${run}`],
  ];
  return { run, flags };
}

/** Asks for everything that the service has, and returns the answers. */
async function visit({ ports: { port, fastifyPort } }: App): Promise<string[]> {
  const answers = [];
  for (const path of ['/hello', '/api/acme/items/7', '/calls', '/databases', '/fails'])
    answers.push(await get(port, path));
  for (const path of ['/quick/3', '/breaks']) answers.push(await get(fastifyPort, path));
  return answers.map(withoutStack);
}

const withoutStack = (text: string) => text.replace(/(<br>| &nbsp;at).*$/gm, '');

sliced(describe).each(NODE_MAJORS)('Node %d', major => {
  test('what was loaded and made before is traced, and the way out leaves nothing', async () => {
    const app = await start(await nodeBinary(major));
    const before = await visit(app);
    await app.ask('remember');
    const { run, flags } = settings();

    const attached = await app.attach(...flags);
    expect(attached).toMatchObject({ code: 0 });
    expect(attached.stderr).toMatch(/loaded before and traced from now on: http,.*express,.*pg/);
    expect(attached.stderr).not.toContain('not traced');
    expect(await visit(app)).toEqual(before);
    expect(await app.ask<string[]>('changes')).not.toEqual([]);
    expect(await app.attach('--detach')).toMatchObject({ code: 0 });

    expect(await app.ask('changes')).toEqual([]);
    expect(await visit(app)).toEqual(before);
    expect(namesOf(run)).toEqual(EXPECTED);
    expect(ancestryOf(run)).toEqual([]);
    expect(app.stderr().match(/^otel-agent: .*$/gm)).toEqual([
      expect.stringMatching(/^otel-agent: attached by \w+ \(process \d+\): .* sends traces to http/),
      `otel-agent: detached: ${EXPECTED.length} items delivered, 0 lost`,
    ]);
  });
});

test('an ES module: functions of built-ins by name, and classes of packages', async () => {
  const app = await start(process.execPath, 'es-app.mjs');
  const { run, flags } = settings();
  expect(await app.attach(...flags)).toMatchObject({ code: 0 });
  const { port } = app.ports;
  expect(await get(port, '/calls/7')).toBe('200 7');
  expect(await get(port, '/database')).toBe('200 ECONNREFUSED');
  expect(await app.attach('--detach')).toMatchObject({ code: 0 });
  expect(await get(port, '/calls/7')).toBe('200 7');
  expect(namesOf(run)).toEqual(
    ['GET', 'GET /calls/:what', 'GET /database', 'GET /hello', 'pg.connect', ...handlers(3)].sort(),
  );
});

sliced(test).each([20, 24, 26] as const)(
  'Node %d: named bindings of ES modules that hold the old function, and worker threads, are named',
  async major => {
    const app = await start(await nodeBinary(major), 'es-held.mjs');
    const { flags } = settings();
    const { code, stderr } = await app.attach(...flags);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^otel-agent attach: not traced: named bindings of ES modules that hold the old function: pino of pino in \S+es-held\.mjs; preload the agent to trace them$/m,
    );
    expect(stderr).toMatch(
      /^otel-agent attach: not traced: worker threads, of which 1 run \(\S*idle-worker\.mjs\); preload the agent to trace them$/m,
    );
    expect(await get(app.ports.port, '/')).toBe('200 hello');
    expect(await app.attach('--detach')).toMatchObject({ code: 0 });
    expect(await get(app.ports.port, '/')).toBe('200 hello');
  },
);

test('requests under way end as they began, and those that are traced end before the agent goes', async () => {
  const app = await start(process.execPath);
  const { run, flags } = settings();
  const early = get(app.ports.port, '/api/acme/slow');
  expect(await app.attach(...flags)).toMatchObject({ code: 0 });
  const traced = get(app.ports.port, '/api/acme/slow');
  await get(app.ports.port, '/hello'); // The slow one has arrived, too.
  expect(await app.attach('--detach')).toMatchObject({ code: 0 });
  expect(await Promise.all([early, traced])).toEqual(['200 slow', '200 slow']);
  expect(namesOf(run)).toEqual(['GET /api/:tenant/slow', 'GET /hello', ...handlers(2)].sort());
});

test('--for takes it out after that time, and the command waits', async () => {
  const app = await start(process.execPath);
  await app.ask('remember');
  const { flags } = settings();
  const result = await app.attach(...flags, '--for', '200ms');
  expect(result).toMatchObject({ code: 0 });
  expect(result.stderr).toContain(`process ${app.pid} is as before: 0 items delivered, 0 lost`);
  expect(await app.ask('changes')).toEqual([]);
});

test("--children reaches a cluster's workers", async () => {
  const app = await start(process.execPath, 'cluster.js');
  const { run, flags } = settings();
  expect(await app.attach(...flags, '--children')).toMatchObject({ code: 0 });
  const answers = new Set<string>();
  while (answers.size < 2) answers.add(await get(app.ports.port, '/'));
  expect(await app.attach('--children', '--detach')).toMatchObject({ code: 0 });
  const senders = receiver.requests.filter(request => request.run === run).map(({ resource }) => resource);
  expect(new Set(senders.map(resource => `200 ${resource['process.pid']}`))).toEqual(answers);
});

test('a relative configuration file is read from the folder of the command, and followed until the way out', async () => {
  const app = await start(process.execPath);
  const folder = await mkdtemp(path.join(tmpdir(), 'otel-agent-attach-'));
  const file = path.join(folder, 'mine.yaml');
  const text =
    'file_format: "1.0"\nresource:\n  attributes:\n    - name: service.name\n      value: from-file\n';
  await writeFile(file, text);
  const inFolder = (...words: string[]) => runCli(['attach', `${app.pid}`, ...words], { cwd: folder });
  const missing = await inFolder('--config-file', 'other.yaml');
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.stderr).toContain('--config-file=other.yaml is a file that does not exist');
  const attached = await inFolder('--config-file', 'mine.yaml');
  expect(attached).toMatchObject({ code: 0 });
  expect(attached.stderr).toContain('as service "from-file"');

  // An agent that has been taken out follows the file no longer: of two, it would be the first to tell of a change.
  expect(await inFolder('--detach')).toMatchObject({ code: 0 });
  expect(await inFolder('--config-file', 'mine.yaml')).toMatchObject({ code: 0 });
  await writeFile(file, `${text}log_level: debug\n`);
  const told = () => app.stderr().match(/mine\.yaml has changed/g) ?? [];
  while (told().length === 0) await new Promise(resolve => setTimeout(resolve, 50));
  expect(told()).toHaveLength(1);
  await rm(folder, { recursive: true });
});

test('problems of settings are told by the command, too', async () => {
  const app = await start(process.execPath);
  const wrong = ['--traces-sampler', 'bogus', '--ignore-paths', 'healthz'];
  const { stderr } = await app.attach(...settings().flags, ...wrong);
  expect(stderr).toMatch(/^otel-agent attach: OTEL_AGENT_IGNORE_PATHS=healthz .* matches no path/m);
  expect(stderr).toMatch(
    /^otel-agent attach: OTEL_TRACES_SAMPLER=bogus \(flag --traces-sampler\) .*; using /m,
  );
});

test.each([
  [['abc'], 'abc is no process id'],
  [['1', '2'], 'one process at a time, not 1 and 2'],
  [[], 'give the process'],
])('%j is refused', async (words, message) => {
  const result = await runCli(['attach', ...words]);
  expect(result).toMatchObject({ code: 2 });
  expect(result.stderr).toContain(message);
});

describe('the process stays as it was', () => {
  const AT = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ';

  test.each([
    [
      'with the agent in it',
      { NODE_OPTIONS: `--require ${preload}` },
      `is instrumented already: otel-agent ${version} is at work since it started, at ${AT} \\(${preload}\\)`,
    ],
    ['where it is disabled', { OTEL_SDK_DISABLED: 'true' }, 'is not instrumented: OTEL_SDK_DISABLED is true'],
  ])('%s', async (_name, env, told) => {
    const app = await start(process.execPath, 'app.js', { ...env, OTEL_TRACES_EXPORTER: 'none' });
    await app.ask('remember');
    const result = await app.attach();
    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toMatch(new RegExp(`process ${app.pid} ${told}$`, 'm'));
    expect(await app.ask('changes')).toEqual([]);
  });

  test('after an error on the way, which is told', async () => {
    const app = await start(process.execPath, 'hostile.js');
    await app.ask('remember');
    const result = await app.attach(...settings().flags);
    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toMatch(/failed: TypeError: Cannot assign to read only property '_compile'/);
    expect(await app.ask('changes')).toEqual([]);
    expect(await visit(app)).toHaveLength(7);
  });

  test('by a second attach, after which the way out leads as before', async () => {
    const app = await start(process.execPath);
    await app.ask('remember');
    expect(await app.attach(...settings().flags)).toMatchObject({ code: 0 });
    const again = await app.attach(...settings().flags);
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toContain(
      `process ${app.pid} is traced already: otel-agent attach ${app.pid} --detach takes the agent out`,
    );
    expect(await app.attach('--detach')).toMatchObject({ code: 0 });
    expect(await app.ask('changes')).toEqual([]);
  });

  test('with a preloaded agent, which is named', async () => {
    const app = await start(process.execPath, 'app.js', {
      ...{ NODE_OPTIONS: `--require ${preload}`, OTEL_TRACES_EXPORTER: 'none' },
      ...{ OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
    });
    const result = await app.attach('--detach');
    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toContain(
      `failed: the agent in process ${app.pid} is ${preload}; it was preloaded: start the process without --require otel-agent`,
    );
  });

  test('without an agent to take out', async () => {
    const app = await start(process.execPath);
    const result = await app.attach('--detach');
    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr).toContain(`process ${app.pid} is as before: no agent was attached to it`);
  });
});

const handlers = (count: number) => Array.from({ length: count }, () => 'request handler');

const EXPECTED = [
  'GET',
  'GET',
  'GET /api/:tenant/items/:id',
  'GET /breaks',
  'GET /calls',
  'GET /databases',
  'GET /fails',
  'GET /hello',
  'GET /hello',
  'GET /hello',
  'GET /quick/:id',
  'get',
  'handler - anonymous',
  'handler - quickly',
  'pg-pool.connect',
  'pg.connect',
  'redis-GET',
  'request',
  'request',
  ...handlers(7),
  'SELECT',
].sort();

function namesOf(run: string): string[] {
  return receiver
    .sentBy(run)
    .map(({ name }) => name)
    .sort();
}

/** Spans within a request that have no parent. */
function ancestryOf(run: string): string[] {
  return receiver
    .sentBy(run)
    .filter(({ name, parentSpanId }) => !name.startsWith('GET /') && !parentSpanId)
    .map(({ name }) => name);
}
