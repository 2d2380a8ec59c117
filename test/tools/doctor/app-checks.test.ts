import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { CHECKS } from '../../../src/tools/doctor/checks';
import { limitMemory } from '../../services/process/memory-limit';
import { removeFolder } from '../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../services/process/temporary-folder';
import { runCli } from '../cli/run-cli';
import { askDoctor, makeApp } from './ask-doctor';

/* A broken set-up for each check that needs no network, and a healthy one. */

const folders: string[] = [];
const app: typeof makeApp = (...given) => {
  const folder = makeApp(...given);
  folders.push(folder);
  return folder;
};
afterEach(() => Promise.all(folders.splice(0).map(removeFolder)));

test('a healthy app is ok in each row', async () => {
  const folder = app(
    {},
    { express: '5.1.0', '@opentelemetry/api': '1.9.0', redis: '5.12.0', pino: '10.1.0' },
  );
  const answer = await askDoctor(folder, ['app.js']);
  expect(answer.troubles()).toEqual([]);
  expect(answer).toMatchObject({ code: 0, status: 'ok', subject: { script: path.join(folder, 'app.js') } });
  expect(
    answer.rows.filter(({ check }) => check === 'libraries').map(({ about, seen }) => `${about} ${seen}`),
  ).toEqual([
    "express 5.1.0, traced by the agent's own piece",
    "pino 10.1.0, traced by OpenTelemetry's instrumentation",
    'redis 5.12.0, traced by its own channels',
  ]);
});

interface SetUp {
  readonly files?: Parameters<typeof makeApp>[0];
  readonly packages?: Record<string, string>;
  readonly words?: string[];
  readonly env?: Record<string, string>;
}
type Broken = readonly [
  check: string,
  name: string,
  expected: { status: 'warn' | 'fail'; seen: RegExp; mend: RegExp },
  setUp: SetUp,
];

const BROKEN: readonly Broken[] = [
  [
    'node',
    'a flag that forbids patching',
    { status: 'warn', seen: /--frozen-intrinsics/, mend: /take --frozen/ },
    { files: { 'package.json': { scripts: { start: 'node --frozen-intrinsics app.js' } } } },
  ],
  [
    'preload',
    'a preload that is not there',
    {
      status: 'fail',
      seen: /missing\/otel-agent\/preload.js .* leads to no file/,
      mend: /npm install otel-agent/,
    },
    {
      files: {
        'package.json': { scripts: { start: 'node --require ./missing/otel-agent/preload.js app.js' } },
      },
    },
  ],
  [
    'preload',
    'the agent twice',
    { status: 'warn', seen: /2 times/, mend: /leave one/ },
    { files: { 'package.json': { scripts: { start: 'node -r otel-agent --import=otel-agent app.js' } } } },
  ],
  [
    '.npmrc',
    'npm that replaces NODE_OPTIONS',
    { status: 'warn', seen: /--max-old-space-size=400/, mend: /add --require otel-agent/ },
    { files: { '.npmrc': 'node-options=--max-old-space-size=400\n' } },
  ],
  [
    'node.config.json',
    'a configuration that NODE_OPTIONS drops',
    { status: 'warn', seen: /NODE_OPTIONS is set/, mend: /into one of them/ },
    {
      files: {
        'node.config.json': { nodeOptions: { import: ['otel-agent'] } },
        'package.json': {
          scripts: { start: 'NODE_OPTIONS=--no-warnings node --experimental-default-config-file app.js' },
        },
      },
    },
  ],
  [
    'pm2',
    'variables that come too late',
    { status: 'warn', seen: /cluster mode/, mend: /node_args/ },
    {
      files: {
        'ecosystem.config.js':
          "module.exports = { apps: [{ script: 'app.js', exec_mode: 'cluster', env: { NODE_OPTIONS: '--require otel-agent' } }] };",
      },
    },
  ],
  [
    'permissions',
    'files that may not be read',
    { status: 'fail', seen: /no --allow-fs-read covers/, mend: /--allow-fs-read=/ },
    {
      files: {
        'package.json': { scripts: { start: 'node --permission --allow-fs-read=/nowhere/* app.js' } },
      },
    },
  ],
  [
    "Plug'n'Play",
    'a package that Yarn does not know',
    { status: 'warn', seen: /does not list otel-agent/, mend: /yarn add/ },
    { files: { '.pnp.cjs': '' } },
  ],
  [
    'guard',
    'a script on the list of denied ones',
    { status: 'warn', seen: /OTEL_AGENT_PROCESS_DENY matches/, mend: /take the script out/ },
    { words: ['app.js'], env: { OTEL_AGENT_PROCESS_DENY: 'app.js' } },
  ],
  [
    'guard',
    'an agent that is turned off',
    { status: 'warn', seen: /OTEL_SDK_DISABLED/, mend: /unset/ },
    { words: ['app.js'], env: { OTEL_SDK_DISABLED: 'true' } },
  ],
  [
    'settings',
    'a value that cannot be used',
    { status: 'fail', seen: /OTEL_BSP_SCHEDULE_DELAY=soon/, mend: /correct/ },
    { env: { OTEL_BSP_SCHEDULE_DELAY: 'soon' } },
  ],
  [
    'settings',
    'a misspelt name',
    { status: 'warn', seen: /did you mean OTEL_SERVICE_NAME/, mend: /set OTEL_SERVICE_NAME/ },
    { env: { OTEL_SERVICE_NAM: 'shop' } },
  ],
  [
    'sampler',
    'a sampler that keeps nothing',
    { status: 'fail', seen: /always_off keeps no trace/, mend: /always_on/ },
    { words: ['--traces-sampler=always_off'] },
  ],
  [
    'sampler',
    'a sampler that leaves it to others',
    { status: 'warn', seen: /parentbased_always_off/, mend: /always_on/ },
    { env: { OTEL_TRACES_SAMPLER: 'parentbased_always_off' } },
  ],
  [
    'ignore rules',
    'rules for everything',
    { status: 'fail', seen: /every incoming request/, mend: /narrow/ },
    { env: { OTEL_AGENT_IGNORE_PATHS: '/**' } },
  ],
  [
    'module format',
    'an app that is not built',
    { status: 'fail', seen: /dist\/main.js is not there/, mend: /build the app/ },
    { files: { 'package.json': { scripts: { start: 'node dist/main.js' } } } },
  ],
  [
    'libraries',
    'a version that is not supported',
    { status: 'warn', seen: /3.0.0 is not supported; supported >=4/, mend: /supported version/ },
    { packages: { express: '3.0.0' } },
  ],
  [
    'libraries',
    'an instrumentation that is off',
    { status: 'warn', seen: /its instrumentation is off/, mend: /OTEL_INSTRUMENTATION_EXPRESS_ENABLED=true/ },
    { packages: { express: '5.1.0' }, env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'express' } },
  ],
  [
    'libraries',
    'a package that is not installed',
    { status: 'warn', seen: /not in node_modules/, mend: /npm install/ },
    { files: { 'package.json': { dependencies: { pg: '8' } } } },
  ],
  [
    'bundler',
    'a bundle',
    { status: 'warn', seen: /express seem to be bundled/, mend: /external/ },
    {
      files: { 'app.js': `'app.use() requires a middleware function';${' '.repeat(30_000)}` },
      words: ['app.js'],
    },
  ],
  [
    'API copies',
    'an API of another major version',
    { status: 'warn', seen: /0.9.0 in .*nested/, mend: /npm install @opentelemetry\/api@1/ },
    { files: { 'node_modules/nested/node_modules/@opentelemetry/api/package.json': { version: '0.9.0' } } },
  ],
  [
    'own SDK',
    'an SDK of the app',
    { status: 'warn', seen: /sdk-node is a dependency/, mend: /remove the code/ },
    { packages: { '@opentelemetry/sdk-node': '0.200.0' } },
  ],
  [
    'other agents',
    "another vendor's agent",
    { status: 'warn', seen: /--require dd-trace\/init/, mend: /take dd-trace/ },
    { files: { 'package.json': { scripts: { start: 'node --require dd-trace/init app.js' } } } },
  ],
  [
    'worker threads',
    'workers that are left out',
    { status: 'warn', seen: /piscina/, mend: /unset OTEL_AGENT_WORKERS/ },
    { packages: { piscina: '5.0.0' }, env: { OTEL_AGENT_WORKERS: 'off' } },
  ],
  [
    'memory',
    'a small heap',
    { status: 'warn', seen: /heap up to 40 MB/, mend: /--max-old-space-size/ },
    { files: { 'package.json': { scripts: { start: 'node --max-old-space-size=40 app.js' } } } },
  ],
  [
    'spool',
    'a spool in a file',
    { status: 'fail', seen: /is not a folder|ENOTDIR|EEXIST/, mend: /OTEL_AGENT_SPOOL/ },
    { files: { taken: 'a file' }, env: { OTEL_AGENT_SPOOL: './taken' } },
  ],
  [
    'export',
    'exporters that are all none',
    { status: 'warn', seen: /all exporters are none/, mend: /OTEL_TRACES_EXPORTER/ },
    { env: { OTEL_TRACES_EXPORTER: 'none' } },
  ],
];

test.each(BROKEN)(
  '%s: %s',
  async (check, _name, { status, ...texts }, { files = {}, packages = {}, words, env }) => {
    const answer = await askDoctor(app(files, packages), words, env);
    const row = answer.row(check);
    expect(row).toMatchObject({
      status,
      seen: expect.stringMatching(texts.seen),
      mend: expect.stringMatching(texts.mend),
    });
    expect(row.why).toMatch(/./);
    expect(answer.code).toBe(answer.status === 'fail' ? 1 : 0);
  },
);

/** Undefined where this user may not limit memory. */
const container = limitMemory(400 * 1024 * 1024);
afterAll(() => container?.remove());

(container === undefined ? test.skip : test)('memory: a heap that outgrows its container', async () => {
  const folder = app({
    'package.json': { scripts: { start: 'node --max-old-space-size=1000 app.js' } },
  });
  const { row } = await askDoctor(folder, [], {}, container!.below(process.execPath));
  expect(row('memory')).toMatchObject({
    status: 'warn',
    seen: expect.stringMatching(/^heap up to 1000 MB, container 400 MB; a queue holds up to \d+ MB$/),
    why: expect.stringContaining('SIGKILL'),
    mend: 'set --max-old-space-size=300, or OTEL_AGENT_SPOOL=on with OTEL_AGENT_SPOOL_SYNC=1s',
  });
});

test('the code cache: a folder that others can write to', async () => {
  const folder = app({});
  const open = path.join(folder, 'open');
  mkdirSync(open);
  chmodSync(open, 0o777);
  const { row } = await askDoctor(folder, [], { OTEL_AGENT_CODE_CACHE: open });
  expect(row('code cache')).toMatchObject({
    status: 'warn',
    seen: expect.stringContaining('this user alone'),
  });
});

describe('a command', () => {
  test('is looked at where its app would run', async () => {
    const folder = app({
      'start.sh': 'OTEL_SERVICE_NAM=x exec "$NODE" --no-warnings --require otel-agent app.js port',
      'app.js': "require('node:fs').writeFileSync('ran', '')",
    });
    const answer = await askDoctor(folder, ['--', 'sh', 'start.sh'], { NODE: process.execPath });
    expect(answer.subject).toMatchObject({ source: 'command', script: path.join(folder, 'app.js') });
    expect(answer.row('preload')).toMatchObject({
      status: 'ok',
      seen: expect.stringContaining('(command line)'),
    });
    expect(answer.row('settings').seen).toContain('OTEL_SERVICE_NAM is not a setting');
    expect(answer.row('node').seen).toContain('--no-warnings');
    expect(existsSync(path.join(folder, 'ran'))).toBe(false);
  });

  test('without the agent is told so', async () => {
    const { row } = await askDoctor(app({}), ['--', process.execPath, 'app.js']);
    expect(row('preload')).toMatchObject({
      status: 'warn',
      seen: expect.stringContaining('neither NODE_OPTIONS nor'),
    });
  });

  test('that fails by itself is told so, with its last lines', async () => {
    const { row } = await askDoctor(app({}), ['--', 'sh', '-c', 'echo no script start >&2; exit 3']);
    expect(row('preload')).toMatchObject({
      status: 'fail',
      seen: expect.stringMatching(/^it failed by itself \(exit code 3\) .*: no script start$/),
    });
  });

  test('that loses NODE_OPTIONS on the way is told so', async () => {
    const { row, code } = await askDoctor(app({}), [
      '--',
      'env',
      '-u',
      'NODE_OPTIONS',
      process.execPath,
      'app.js',
    ]);
    expect(row('preload')).toMatchObject({ status: 'fail', seen: expect.stringContaining('exit code 0') });
    expect(code).toBe(1);
  });
});

test("an image's files are looked at, and nothing of them is run", async () => {
  const root = makeTemporaryFolder('image');
  folders.push(root);
  const put = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  put(
    'usr/local/include/node/node_version.h',
    '#define NODE_MAJOR_VERSION 18\n#define NODE_MINOR_VERSION 20\n#define NODE_PATCH_VERSION 4\n',
  );
  put(
    'usr/src/app/package.json',
    JSON.stringify({
      dependencies: { pg: '8' },
      scripts: { start: 'node --require /otel/preload.js server.js' },
    }),
  );
  put('usr/src/app/server.js', 'process.exit(9)');
  put('usr/src/app/node_modules/pg/package.json', JSON.stringify({ version: '8.16.0' }));
  put('otel/preload.js', '');
  const answer = await askDoctor(root, ['--image-like', '.']);
  expect(answer.subject).toMatchObject({
    source: 'image',
    folder: path.join(root, 'usr/src/app'),
    script: path.join(root, 'usr/src/app/server.js'),
    nodeVersion: '18.20.4',
  });
  expect(answer.row('node')).toMatchObject({ status: 'fail', seen: 'Node.js 18.20.4' });
  expect(answer.row('preload')).toMatchObject({ status: 'ok' });
  expect(answer.row('libraries')).toMatchObject({ about: 'pg', status: 'ok' });
  expect(answer.rows.map(({ check }) => check)).not.toContain('connection');
});

test('the page for people: a line a check, with reason and mend where something is wrong', async () => {
  const { stdout, code } = await runCli(
    [
      'doctor',
      '--traces-sampler=always_off',
      '--traces-exporter=console',
      '--metrics-exporter=none',
      '--logs-exporter=none',
    ],
    { cwd: app({}), env: { OTEL_SDK_DISABLED: '' } },
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/^otel-agent \S+ doctor: /);
  expect(stdout).toMatch(
    /^fail {2}sampler +always_off keeps no trace\n +why: {2}no span is recorded\n +mend: set OTEL_TRACES_SAMPLER=/m,
  );
  expect(stdout).toMatch(/^ok {4}node +Node\.js \d/m);
  expect(stdout).toMatch(/\d+ ok, 1 failed\n$/);
});

test('each check has a broken set-up among the tests, and a row in docs/doctor.md', () => {
  const tests = readdirSync(__dirname)
    .filter(name => name.endsWith('.test.ts'))
    .map(name => readFileSync(path.join(__dirname, name), 'utf8'))
    .join('\n');
  const docs = readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'doctor.md'), 'utf8');
  const isBroken = (name: string) =>
    // A row of a table that begins with the name, or a question about the row.
    [`'${name}'`, `"${name}"`].some(
      quoted => tests.includes(`  [\n    ${quoted},\n`) || tests.includes(`row(${quoted})).toMatchObject(`),
    );
  const names = CHECKS.map(({ name }) => name);
  expect(names.filter(name => !isBroken(name))).toEqual([]);
  expect(names.filter(name => !docs.includes(`\`${name}\``))).toEqual([]);
});
