import { runCli } from './run-cli';

const node = process.execPath;
const ENV = { OTEL_SDK_DISABLED: '' };

describe('without a command', () => {
  test('flags and the environment are shown with their origin', async () => {
    const { code, stdout, stderr } = await runCli(
      ['--print-config', '--service-name=shop', '--instrumentation-fs-enabled'],
      {
        env: { ...ENV, OTEL_LOG_LEVEL: 'debug' },
      },
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ {2}OTEL_SERVICE_NAME +shop +\(flag --service-name\)$/m);
    expect(stdout).toMatch(/^ {2}OTEL_LOG_LEVEL +debug +\(environment\)$/m);
    expect(stdout).toMatch(
      /^ {2}OTEL_INSTRUMENTATION_<NAME>_ENABLED +fs=true +\(flag --instrumentation-fs-enabled\)$/m,
    );
  });

  test('a value that cannot be used makes the exit code 1', async () => {
    const { code, stdout } = await runCli(['--print-config', '--json'], {
      env: { ...ENV, OTEL_TRACES_SAMPLER: 'sometimes' },
    });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).problems).toMatchObject([
      { name: 'OTEL_TRACES_SAMPLER', used: 'parentbased_always_on' },
    ]);
  });

  test('an instrumentation that does not exist is reported with the nearest one', async () => {
    const { stdout } = await runCli(['--print-config', '--json'], {
      env: { ...ENV, OTEL_INSTRUMENTATION_EXPRES_ENABLED: 'true' },
    });
    expect(JSON.parse(stdout).unknown).toEqual([
      { name: 'OTEL_INSTRUMENTATION_EXPRES_ENABLED', suggestion: 'OTEL_INSTRUMENTATION_EXPRESS_ENABLED' },
    ]);
  });
});

describe('with a command', () => {
  const app = [node, '-e', "console.log('the app ran')"];

  test('its own process prints, and the app does not run', async () => {
    const words = ['--print-config', '--json', '--endpoint=http://collector:4318', '--'];
    const { code, stdout, stderr } = await runCli([...words, ...app], { env: ENV });
    expect([code, stderr]).toEqual([0, '']);
    const page = JSON.parse(stdout);
    expect(page.signals.traces).toMatchObject({
      protocol: 'http/protobuf',
      url: 'http://collector:4318/v1/traces',
    });
    const endpoint = page.settings.find(
      ({ name }: { name: string }) => name === 'OTEL_EXPORTER_OTLP_ENDPOINT',
    );
    expect(endpoint.source).toEqual({ kind: 'flag', name: '--endpoint' });
  });

  test('a value that cannot be used makes the exit code 1', async () => {
    const { code, stdout } = await runCli(['--print-config', '--traces-sampler=sometimes', '--', ...app], {
      env: ENV,
    });
    expect(code).toBe(1);
    expect(stdout).toContain('OTEL_TRACES_SAMPLER=sometimes (flag --traces-sampler) is not one of');
  });

  test('a command without Node.js says that there is nothing to show', async () => {
    const { code, stdout, stderr } = await runCli(['--print-config', '--', 'echo', 'hello'], { env: ENV });
    expect([code, stdout]).toEqual([1, 'hello\n']);
    expect(stderr).toBe(
      'otel-agent: no Node.js process of this command loaded the agent, so there is nothing to show; otel-agent doctor -- echo hello tells more\n',
    );
  });

  test('a script that replaces NODE_OPTIONS is ended with all that it started, and named', async () => {
    // `runCli` waits for the end of everything that holds its streams.
    const script = `NODE_OPTIONS= ${node} -e 'setInterval(() => {}, 1000)' & wait`;
    const { code, stderr } = await runCli(['--print-config', '--', 'sh', '-c', script], { env: ENV });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^otel-agent: within 4\.5 s no process of this command loaded the preload .*; it was ended; a script that sets NODE_OPTIONS itself replaces it: otel-agent doctor -- sh -c /,
      ),
    ]);
  });

  test('an agent that is turned off says so, and the app does not run', async () => {
    const { code, stdout } = await runCli(['--print-config', '--sdk-disabled', '--', ...app], { env: ENV });
    expect(code).toBe(0);
    expect(stdout).toContain('none: OTEL_SDK_DISABLED is true');
    expect(stdout).not.toContain('the app ran');
  });
});
