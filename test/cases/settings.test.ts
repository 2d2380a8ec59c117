import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProgram } from '../agent/lifecycle/run-program';
import { runCli } from '../tools/cli/run-cli';

/** Returns the agent's messages at the start of a process with these settings, which sends nothing. */
async function saidWith(env: Record<string, string>): Promise<readonly string[]> {
  const quiet = {
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_AGENT_BANNER: 'off',
  };
  const { said, code, stderr } = await runProgram({
    script: '',
    nodeArgs: ['--eval', '0'],
    env: { ...quiet, ...env },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return said;
}

const HINTS: [string, Record<string, string>, string[]][] = [
  [
    'F6: a port alone is no endpoint',
    { OTEL_EXPORTER_OTLP_ENDPOINT: '4317' },
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT=4317 (environment) is a port without a host: write http://localhost:4317; using http://localhost:4317 (grpc)',
    ],
  ],
  [
    'F7: quotes that docker --env-file hands on are taken off',
    { OTEL_SERVICE_NAME: ' "shop"  ', OTEL_EXPORTER_OTLP_ENDPOINT: '"http://collector:4318"' },
    [
      'OTEL_SERVICE_NAME="shop" (environment) has quotes around it; using shop without them',
      'OTEL_EXPORTER_OTLP_ENDPOINT="http://collector:4318" (environment) has quotes around it; using http://collector:4318 without them',
    ],
  ],
  [
    'F7: a quoted OTEL_LOG_LEVEL silences the guard, too',
    { OTEL_LOG_LEVEL: '"none"', OTEL_SERVICE_NAME: '"a"' },
    [],
  ],
  [
    'F8: /v1/traces in the base endpoint',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/v1/traces' },
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318/v1/traces (environment) is the base address, to which /v1/traces is added: traces go to http://c:4318/v1/traces/v1/traces; write http://c:4318',
    ],
  ],
  [
    "F8: a signal's endpoint without its path",
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318' },
    [
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:4318 (environment) has no path, and none is added; write http://c:4318/v1/traces',
    ],
  ],
  [
    'F8: OTEL_TRACES_SAMPLER_ARG without a sampler',
    { OTEL_TRACES_SAMPLER_ARG: '0.1' },
    [
      'OTEL_TRACES_SAMPLER_ARG=0.1 (environment) is without effect on parentbased_always_on: set OTEL_TRACES_SAMPLER=parentbased_traceidratio',
    ],
  ],
  [
    'F8: an option that no instrumentation has',
    { OTEL_AGENT_INSTRUMENTATION_OPTIONS: '{"pg":{"requireParent":true}}' },
    [
      'OTEL_AGENT_INSTRUMENTATION_OPTIONS={"pg":{"requireParent":true}} (environment) has "requireParent" for pg, which it does not have (did you mean requireParentSpan?); using the rest',
    ],
  ],
  [
    'F8: a variable for an option that no instrumentation has',
    { OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT: 'true', OTEL_INSTRUMENTATION_PG_IGNORE_CONNECT_SPANS: 'true' },
    [
      'OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT=true (environment) is not an option of pg (did you mean OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT_SPAN?); using the rest',
    ],
  ],
  [
    'F11: a bad protocol is answered with the one in effect',
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'htpp', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' },
    [
      'OTEL_EXPORTER_OTLP_PROTOCOL=htpp (environment) is not one of grpc, http/protobuf, http/json; using http/protobuf (port 4318)',
    ],
  ],
  [
    'F11: a bad endpoint is answered with the one in effect',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://c', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT=ftp://c (environment) has the scheme ftp, not http or https; using http://localhost:4318 (http/json)',
    ],
  ],
  ...['hello', '^/healthz$', '[/he'].map((glob): [string, Record<string, string>, string[]] => [
    `F12: ${glob} matches no path`,
    { OTEL_AGENT_IGNORE_PATHS: glob },
    [`OTEL_AGENT_IGNORE_PATHS=${glob} (environment) has "${glob}", which matches no path: begin with / or *`],
  ]),
  [
    'F12: /hello/ does not match /hello',
    { OTEL_AGENT_IGNORE_PATHS: '/hello/' },
    [
      'OTEL_AGENT_IGNORE_PATHS=/hello/ (environment) has "/hello/", which does not match /hello: write /hello{,/}, or /hello/** for all below it',
    ],
  ],
];

test.each(HINTS)('%s', async (_title, env, lines) => {
  expect(await saidWith(env)).toEqual(lines.map(line => `otel-agent: ${line}`));
});

test('F7: a quoted OTEL_SDK_DISABLED disables', async () => {
  const env = { OTEL_SDK_DISABLED: '"true"', OTEL_LOG_LEVEL: 'debug' };
  const [line] = await saidWith(env);
  expect(line).toContain('is not instrumented: OTEL_SDK_DISABLED is true');
});

describe('F13: --print-config with a command', () => {
  let folder: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'otel-agent-print-')));
    const bin = path.join(folder, 'node_modules', 'jest', 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{"name":"shop","scripts":{"start":"node app.js"}}');
    for (const file of ['app.js', 'node_modules/jest/bin/jest.js'])
      writeFileSync(path.join(folder, file), 'console.log("it ran");');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const printed = (words: string[], env = {}) =>
    runCli(['--print-config', '--', ...words], { cwd: folder, env: { OTEL_SDK_DISABLED: '', ...env } });
  const processOf = (stdout: string) => /^Process\n((?: {2}.*\n)+)/m.exec(stdout)?.[1];

  test('F13: names the service with its origin, and says that the process is instrumented', async () => {
    const { stdout, stderr, code } = await printed([process.execPath, 'app.js']);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(processOf(stdout)).toBe(
      [
        `  script        ${path.join(folder, 'app.js')}`,
        '  instrumented  yes, because no rule speaks against it',
        `  service       shop (from ${path.join(folder, 'package.json')})\n`,
      ].join('\n'),
    );
    expect(stdout).not.toContain('it ran');
    expect(stdout.slice(0, stdout.indexOf('Not set'))).not.toContain('OTEL_AGENT_PRINT_CONFIG');
  });

  test.each<[string, string[], Record<string, string>, string]>([
    ['a test runner', ['node_modules/jest/bin/jest.js'], {}, 'jest is a test runner'],
    ['a denied script', ['app.js'], { OTEL_AGENT_PROCESS_DENY: 'app.js' }, 'OTEL_AGENT_PROCESS_DENY matches'],
    ['a disabled agent', ['app.js'], { OTEL_SDK_DISABLED: 'true' }, 'OTEL_SDK_DISABLED is true'],
    ['a check of the syntax', ['--check', 'app.js'], {}, '--check only checks the syntax'],
  ])('F13: %s is not instrumented, and does not run either', async (_title, words, env, reason) => {
    const { stdout, stderr, code } = await printed([process.execPath, ...words], env);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(processOf(stdout)).toContain(`  instrumented  no, because ${reason}`);
    expect(stdout).toContain(`Telemetry\n  none: ${reason}`);
    expect(stdout).not.toContain('it ran');
  });

  test('F13: a package manager runs, so that the process of the app is reached', async () => {
    const { stdout, stderr } = await printed(['npm', 'start', '--silent'], { HOME: folder });
    expect(stderr).toContain(
      'npm is a package manager. It runs, and processes that it starts are judged afresh',
    );
    expect(processOf(stdout)).toContain(
      `  script        ${path.join(folder, 'app.js')}\n  instrumented  yes`,
    );
    expect(stdout).not.toContain('it ran');
  });
});

/** Files that each command loads. */
const EACH_COMMAND = ['otel-agent.js', 'cli.js', 'cli-rolldown-runtime.js'];

describe('F14: the help text', () => {
  test('F14: has the names, values and defaults that docs/settings.md has', async () => {
    const { stdout } = await runCli(['run', '--help', '--all']);
    const text = stdout.replace(/\s+/g, ' ');
    const documented = readFileSync(path.join(__dirname, '..', '..', 'docs', 'settings.md'), 'utf8');
    const rows = [...documented.matchAll(/^\| `(.+?)`<br>`(--.+?)`.*? \| (.*) \| (.*) \| (.*) \| .* \|$/gm)];
    expect(rows.length).toBeGreaterThan(60);
    for (const row of rows) {
      const [name, flag, form, fallback, description] = row.slice(1).map(cell => cell.replaceAll('`', ''));
      expect(text).toContain(` ${flag} ${name} ${description} Value: ${form}. Default: ${fallback}`);
    }
  });

  test.each([[['--help']], [['inject', '--help']], [['--version']]])(
    'F14: %j loads neither the parser nor anything of the agent and the viewer',
    async words => {
      const list = path.join(__dirname, '..', 'fixtures', 'cli', 'files-loaded.js');
      const { stderr } = await runCli(words, { env: { NODE_OPTIONS: `--require ${list}` } });
      expect(JSON.parse(stderr)).toEqual(EACH_COMMAND);
    },
  );

  test.each([
    [
      ['inject', '-f', 'missing.yaml'],
      ['cli-command-line.js', 'cli-run-inject.js'],
    ],
    [['--print-config'], ['cli-command-line.js', 'print-config.js']],
    [['run', '--', process.execPath, '--version'], ['cli-command-line.js']],
  ])('F14: %j loads no more than its own code', async (words, files) => {
    const list = path.join(__dirname, '..', 'fixtures', 'cli', 'files-loaded.js');
    const { stderr } = await runCli(words, { env: { NODE_OPTIONS: `--require ${list}` } });
    const loaded = JSON.parse(stderr.split('\n').findLast(line => line.startsWith('['))!);
    expect(loaded).toEqual([...EACH_COMMAND, ...files]);
  });
});

describe('F15: inject refuses what Kubernetes or the agent would', () => {
  const manifest = path.join(__dirname, '..', 'fixtures', 'inject', 'chart.yaml');

  test.each([
    ['--image', '', 'needs a value'],
    ['--image', 'Otel-Agent:1', 'Otel-Agent:1 is no image: write registry/name:tag in lower case'],
    ['--image', 'otel agent', 'otel agent is no image: write registry/name:tag in lower case'],
    ['--endpoint', '', 'needs a value'],
    ['--endpoint', '4317', '4317 is a port without a host: write http://localhost:4317'],
    ['--endpoint', 'ftp://collector', 'ftp://collector has the scheme ftp, not http or https'],
    ['--container', '', 'needs a value'],
    ['--file', '', 'needs a value'],
  ])('F15: %s "%s"', async (flag, value, sentence) => {
    const { code, stdout, stderr } = await runCli(['inject', '-f', manifest, flag, value]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`otel-agent: ${flag} ${sentence}\n`);
  });

  test.each([
    ['--image', 'registry.example:5000/Team/otel-agent'.toLowerCase()],
    ['--image', `ghcr.io/otel_agent/otel-agent:1.2.3@sha256:${'0a'.repeat(32)}`],
    ['--image', '$(IMAGE)'],
    ['--image', '{{ .Values.image }}'],
    ['--endpoint', 'http://$(OTEL_NODE_IP):4317'],
    ['--endpoint', 'collector.monitoring:4317'],
  ])('F15: %s %s is taken', async (flag, value) => {
    const { code, stdout } = await runCli(['inject', '-f', manifest, flag, value]);
    expect(code).toBe(0);
    expect(stdout).toContain(value);
  });
});
