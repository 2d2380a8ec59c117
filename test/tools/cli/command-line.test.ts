import { version } from '../../../package.json';
import { runCli } from './run-cli';

describe('a wrong command line ends with 2 and one sentence', () => {
  test.each([
    [['rnu', '--', 'node'], 'there is no command rnu; did you mean run?'],
    [['frobnicate'], 'there is no command frobnicate; see otel-agent --help'],
    [
      ['run', '--servce-name', 'x', '--', 'node'],
      'there is no option --servce-name; did you mean --service-name?',
    ],
    [['run', '--frobnicate', '--', 'node'], 'there is no option --frobnicate; see otel-agent --help'],
    [['run', '--no-insecure', '--', 'node'], 'there is no option --no-insecure; did you mean --insecure?'],
    [['run', '--endpoint', '--', 'node'], '--endpoint needs a value'],
    [['run', 'node', 'app.js'], 'give the command after --: otel-agent run -- node app.js'],
    [['run', 'node', '--inspect', 'app.js'], 'give the command after --: otel-agent run -- node app.js'],
    [
      ['run', '--print-config', '--', 'node'],
      "--print-config takes no command's name: otel-agent --print-config -- CMD",
    ],
    [['run'], 'give the command after --: otel-agent run -- node app.js'],
    [['run', '--'], 'give the command after --: otel-agent run -- node app.js'],
    [['--json'], '--json goes with --print-config'],
    [['--service-name', 'x'], 'give a command; see otel-agent --help'],
    [['rnu', '--help'], 'there is no command rnu; did you mean run?'],
    [['view', '--port', 'http'], '--port needs a number, not http'],
    [['view', '--port', '70000'], '--port must be a port: 0 to 65535'],
    [['view', '--save', ''], '--save needs a value'],
    [['view', '--max-memory', '1'], '--max-memory must be between 16 and 65536 (MB)'],
    [['demo', '--grpc-port', '-1'], '--grpc-port must be a port: 0 to 65535'],
    [['demo', '--seconds', 'x'], '--seconds needs a number, not x'],
    [['demo', '--seconds', '0'], '--seconds must be more than 0'],
  ])('%j', async (words, sentence) => {
    expect(await runCli(words)).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `otel-agent: ${sentence}\n`,
    });
  });
});

describe('help and version', () => {
  test.each([['--version'], ['-v']])('%s', async word => {
    expect(await runCli([word])).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' });
  });

  test.each([[[]], [['--help']], [['-h']]])(
    '%j lists the commands and the settings by group',
    async words => {
      const { code, stdout } = await runCli(words);
      expect(code).toBe(0);
      for (const part of [
        'otel-agent run',
        '--print-config',
        'Service:\n',
        'OTLP:\n',
        '--endpoint',
        'Sampling and propagation:\n',
      ]) {
        expect(stdout).toContain(part);
      }
      expect(stdout).not.toContain('--traces-headers');
    },
  );

  test('`run --help --all` has the settings for experts', async () => {
    const { stdout } = await runCli(['run', '--help', '--all']);
    expect(stdout).toContain('--traces-headers');
  });

  test('of a command has its flags and no others', async () => {
    const { stdout, code } = await runCli(['inject', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}-f, --file FILE$/m);
    expect(stdout).toMatch(/^ {6}The agent image .* Default: otel-agent:/m);
    expect(stdout).not.toMatch(/--service-name|--all/);
  });

  test('a sentence is as wide as the terminal at most', async () => {
    const { stdout } = await runCli(['--help', '--all']);
    const sentences = stdout.split('\n').filter(line => !line.startsWith('  --'));
    expect(Math.max(...sentences.map(line => line.length))).toBeLessThanOrEqual(100);
  });

  test('a flag after -- is the command’s', async () => {
    const { stdout } = await runCli(['run', '--', process.execPath, '--version']);
    expect(stdout).toBe(`${process.version}\n`);
  });
});
