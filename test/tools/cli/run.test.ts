import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cli, preload, runCli } from './run-cli';

const node = process.execPath;
const printEnv = (...names: string[]) => [
  node,
  '-p',
  `JSON.stringify([${names.map(name => `process.env.${name}`)}])`,
];
const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command', () => {
  test('sees the settings, and the preload after what NODE_OPTIONS held', async () => {
    const words = [
      'run',
      '--service-name=shop',
      '--headers',
      'a=b',
      '--sdk-disabled',
      '--instrumentation-fs-enabled',
      '--',
    ];
    const names = [
      'OTEL_SERVICE_NAME',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_SDK_DISABLED',
      'OTEL_INSTRUMENTATION_FS_ENABLED',
      'NODE_OPTIONS',
    ];
    const { stdout, stderr, code } = await runCli([...words, ...printEnv(...names)], {
      env: { NODE_OPTIONS: '--no-deprecation' },
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([
      'shop',
      'a=b',
      'true',
      'true',
      `--no-deprecation --require ${preload}`,
    ]);
    expect(code).toBe(0);
  });

  test('may be `otel-agent run` itself: the preload is there once, and all flags are known as flags', async () => {
    const inner = [node, cli, 'run', '--log-level', 'none', '--'];
    const { stdout } = await runCli([
      'run',
      '--service-name',
      'x',
      '--',
      ...inner,
      ...printEnv('NODE_OPTIONS', 'OTEL_AGENT_FLAGS'),
    ]);
    expect(JSON.parse(stdout)).toEqual([`--require ${preload}`, 'OTEL_SERVICE_NAME,OTEL_LOG_LEVEL']);
  });

  test('gets its own words untouched', async () => {
    const words = ['--service-name', 'not ours', '--', '$HOME', '*', ''];
    const { stdout } = await runCli([
      'run',
      '--',
      node,
      '-p',
      'JSON.stringify(process.argv.slice(1))',
      '--',
      ...words,
    ]);
    expect(JSON.parse(stdout)).toEqual(words);
  });
});

describe('the end', () => {
  test.each([0, 1, 7, 255])('exit code %d', async code => {
    const result = await runCli(['run', '--', node, '-e', `process.exit(${code})`]);
    expect(result).toEqual({ code, signal: null, stdout: '', stderr: '' });
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)('a command killed by %s', async signal => {
    const result = await runCli([
      'run',
      '--',
      node,
      '-e',
      `process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000)`,
    ]);
    expect(result).toEqual({ code: null, signal, stdout: '', stderr: '' });
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    '%s reaches the command, which ends as it likes',
    async signal => {
      const script = `process.once('${signal}', () => { console.log('heard'); process.exit(42); }); setInterval(() => {}, 1000); console.log('ready')`;
      const result = await runCli(['run', '--', node, '-e', script], {
        onReady: child => child.kill(signal),
      });
      expect(result).toEqual({ code: 42, signal: null, stdout: 'ready\nheard\n', stderr: '' });
    },
  );

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s ends a command that does not listen, and this one with it',
    async signal => {
      const script = "setInterval(() => {}, 1000); console.log('ready')";
      const result = await runCli(['run', '--', node, '-e', script], {
        onReady: child => child.kill(signal),
      });
      expect(result).toEqual({ code: null, signal, stdout: 'ready\n', stderr: '' });
    },
  );
});

describe('a command that cannot be started', () => {
  test('is not found: 127', async () => {
    const { code, stderr } = await runCli(['run', '--', 'no-such-command']);
    expect([code, stderr]).toEqual([127, 'otel-agent: no-such-command: command not found\n']);
  });

  test('is not executable: 126', async () => {
    const file = path.join(folder, 'plain.txt');
    writeFileSync(file, 'text');
    const { code, stderr } = await runCli(['run', '--', file]);
    expect([code, stderr]).toEqual([126, `otel-agent: ${file} may not be executed: permission denied\n`]);
  });

  test('is a script without a first line for it: node is named', async () => {
    const file = path.join(folder, 'srv.js');
    writeFileSync(file, '');
    const { code, stderr } = await runCli(['run', '--', file]);
    expect([code, stderr]).toEqual([
      126,
      `otel-agent: ${file} may not be executed: permission denied; otel-agent run -- node ${file}\n`,
    ]);
  });

  test('is a folder: 126', async () => {
    const { code, stderr } = await runCli(['run', '--', folder]);
    expect([code, stderr]).toEqual([126, `otel-agent: ${folder} is a folder\n`]);
  });

  test('has an interpreter that is not there: 126', async () => {
    const file = path.join(folder, 'script');
    writeFileSync(file, '#!/no/such/interpreter\n');
    chmodSync(file, 0o755);
    const { code, stderr } = await runCli(['run', '--', file]);
    expect([code, stderr]).toEqual([
      126,
      `otel-agent: ${file}: the interpreter that its first line names was not found\n`,
    ]);
  });
});
