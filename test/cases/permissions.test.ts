import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installPackage } from '../agent/boot/guard/install-package';
import { AGENT, runProgram } from '../agent/lifecycle/run-program';
import { NODE_MAJORS } from '../nodes';

/* Runtimes that keep the agent from its files or the environment: the app runs, and one line says so. */

jest.setTimeout(300_000);

const FIXTURES = path.join(__dirname, '..', 'fixtures', 'guard');
const SCRIPT = path.join(FIXTURES, 'says-where-it-runs.js');
const DENO = '2.9.6';

describe('Deno', () => {
  let command: string;
  beforeAll(async () => {
    const suffix = process.platform === 'linux' ? '-glibc' : '';
    const folder = await installPackage(`@deno/${process.platform}-${process.arch}${suffix}`, DENO);
    command = path.join(folder, 'deno');
    chmodSync(command, 0o755);
  });

  test.each([
    [[]],
    [['--allow-read']],
    [['--allow-env']],
    [['--allow-env=PATH', '--allow-read']],
    [['--allow-env', `--allow-read=${path.dirname(SCRIPT)}`]],
    [['--deny-env', '--allow-read']],
    [['--allow-all']],
  ])('A7: the app runs, by NODE_OPTIONS and by --require, with %p', async granted => {
    for (const [preload, env] of [
      [[], { NODE_OPTIONS: `--require ${AGENT}` }],
      [['--require', AGENT], {}],
    ] as const) {
      const args = ['run', ...granted, ...preload, SCRIPT];
      const run = await runProgram({ command, script: '', args, env: { ...env, DENO_NO_UPDATE_CHECK: '1' } });
      expect(run).toMatchObject({
        code: 7,
        stdout: expect.stringMatching(/^app on v\d+/),
        stderr: '',
        said: [
          `otel-agent: Deno ${DENO} is not supported: the app runs uninstrumented; OTEL_DENO=true traces it`,
        ],
      });
    }
  });
});

describe.each(NODE_MAJORS)('Node %i', nodeMajor => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'permissions-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("A7: the app runs where the agent's files are not granted, and is told what to grant", async () => {
    const dist = path.join(folder, 'agent');
    cpSync(path.dirname(AGENT), dist, { recursive: true });
    const app = path.join(folder, 'app.js');
    writeFileSync(app, "console.log('done');");
    const preload = path.join(dist, 'preload.js');
    const run = await runProgram({
      agent: false,
      script: app,
      nodeMajor,
      nodeArgs: [
        nodeMajor === 20 ? '--experimental-permission' : '--permission',
        // From Node 22 on the preload itself is granted by its being one.
        ...[`--allow-fs-read=${app}`, `--allow-fs-read=${preload}`],
        ...['--no-warnings', '--require', preload],
      ],
    });
    expect(run).toMatchObject({ code: 0, stdout: 'done\n', stderr: '' });
    expect(run.said).toEqual([
      `otel-agent: could not start, the app runs without it; add --allow-fs-read=${dist}/*`,
    ]);
  });

  test('A7: the app runs where no variable may be read', async () => {
    const nodeArgs = ['--require', path.join(FIXTURES, 'unreadable-environment.js'), '--require', AGENT];
    const run = await runProgram({ agent: false, script: SCRIPT, nodeMajor, nodeArgs });
    expect(run).toMatchObject({ code: 7, stdout: expect.stringMatching(/^app on v\d+/), stderr: '' });
    expect(run.said).toEqual([
      'otel-agent: could not start, the app runs without it: NotCapable; otel-agent doctor tells more',
    ]);
  });
});

test('Node 26: a network that is not granted is named at the end, not the process that would have helped', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'permissions-'));
  const app = path.join(folder, 'app.js');
  writeFileSync(
    app,
    "require('node:http').get('http://127.0.0.1:9/').on('error', ({ code }) => console.log(code));",
  );
  const run = await runProgram({
    agent: false,
    script: app,
    nodeMajor: 26,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_METRICS_EXPORTER: 'none' },
    nodeArgs: ['--permission', '--allow-fs-read=*', '--no-warnings', '--require', AGENT],
  });
  rmSync(folder, { recursive: true });
  expect(run).toMatchObject({ code: 0, stdout: 'ERR_ACCESS_DENIED\n' });
  const last = run.said.filter(line => line.includes('at the end of the process'));
  expect(last).toEqual([expect.stringContaining('the network is not granted: add --allow-net')]);
});
