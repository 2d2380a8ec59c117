import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeReceivers, httpReceiver } from '../agent/export/receivers';
import { AGENT } from '../agent/lifecycle/run-program';
import { describeWith } from '../services/describe-with';
import { type Opamp, startOpamp, type Told } from '../services/opamp/start-opamp';
import { endWithThisProcess } from '../services/process/reaper';

/* An agent and a server made of opamp-go. Spans of a turn of the program are "by hand" and two named GET. */

const SCRIPT = path.join(__dirname, '..', 'fixtures', 'declared', 'on-line.js');
const TLS = path.join(__dirname, '..', 'agent', 'export', 'tls');
const ALL = ['GET', 'GET', 'by hand'];

describeWith('opamp')('an OpAMP server', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-opamp-'));
  const spans: string[] = [];
  const started: ChildProcess[] = [];
  let origin: string;
  let server: Opamp;
  let tlsServer: Opamp;

  beforeAll(async () => {
    origin = await httpReceiver(({ body }, response) => {
      for (const [, name] of body.toString().matchAll(/"name":"([^"]*)","kind"/g)) spans.push(name!);
      response.setHeader('content-type', 'application/json').end('{}');
    });
    const files = { certFile: path.join(TLS, 'server.pem'), keyFile: path.join(TLS, 'server-key.pem') };
    [server, tlsServer] = await Promise.all([startOpamp(), startOpamp(files)]);
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    await Promise.all([server?.stop(), tlsServer?.stop()]);
    closeReceivers();
    rmSync(folder, { recursive: true });
  });

  interface Program {
    readonly child: ChildProcess;
    stderr: string;
    stdout: string;
  }

  async function start(env: Record<string, string>): Promise<Program> {
    const child = spawn(process.execPath, ['--require', AGENT, SCRIPT], {
      env: {
        PATH: process.env.PATH,
        OTEL_AGENT_CODE_CACHE: 'off',
        OTEL_SERVICE_NAME: 'shop',
        OTEL_AGENT_OPAMP_INTERVAL: '1s',
        OTEL_AGENT_OPAMP_HEADERS: 'authorization=Bearer%20hush',
        ...env,
      },
    });
    started.push(child);
    endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
    const program: Program = { child, stderr: '', stdout: '' };
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      program.stderr += text;
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      program.stdout += text;
    });
    await until(
      () => program.stdout.includes('ready'),
      () => program.stderr,
    );
    return program;
  }

  const byEnvironment = () => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: origin,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '10',
  });

  /** Spans of one turn; those of earlier turns have arrived before. */
  async function turn(program: Program, count: number): Promise<string[]> {
    spans.length = 0;
    const turns = program.stdout.split('done').length;
    program.child.stdin!.write('go\n');
    await until(
      () => program.stdout.split('done').length > turns && spans.length >= count,
      () => `${spans}\n${program.stderr}`,
    );
    return [...spans].sort();
  }

  /** First message from now on that `is` wanted. */
  async function next({ told }: Opamp, is: (message: Told) => unknown, from = told.length): Promise<Told> {
    await until(
      () => told.slice(from).some(is),
      () => JSON.stringify(told.slice(from).map(({ effectiveConfig: _, ...others }) => others)),
    );
    return told.slice(from).find(is)!;
  }

  /** Offers a file. Resolves with what the agent says of it. */
  async function offer(to: Opamp, text: string): Promise<Told> {
    const from = to.told.length;
    to.order({ config: { 'otel.yaml': text } });
    return next(to, ({ configStatus }) => configStatus, from);
  }

  async function end({ child }: Program): Promise<void> {
    const ended = new Promise(resolve => child.on('close', resolve));
    child.stdin!.end();
    expect(await ended).toBe(0);
  }

  test('polled: sees the agent, and changes what is live; nothing else of it counts', async () => {
    const program = await start({
      ...byEnvironment(),
      OTEL_AGENT_OPAMP_ENDPOINT: `http://${server.authority}`,
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=hush',
    });
    expect(await turn(program, 3)).toEqual(ALL);
    const first = await next(server, ({ identifying }) => identifying, 0);
    expect(first).toMatchObject({
      path: '/v1/opamp',
      authorization: 'Bearer hush',
      webSocket: false,
      sequence: 0,
      identifying: { 'service.name': 'shop' },
      nonIdentifying: { 'telemetry.distro.name': 'otel-agent' },
      health: { healthy: true, status: 'ok' },
    });
    expect(first.identifying!['service.instance.id']!.replaceAll('-', '')).toBe(first.instanceUid);
    expect(first.effectiveConfig).not.toContain('hush');
    expect(settingIn(first, 'OTEL_EXPORTER_OTLP_ENDPOINT')).toMatchObject({ value: origin });
    // A later message repeats nothing.
    const later = await next(server, ({ sequence }) => sequence > 0, 0);
    expect(later).toEqual({
      ...later,
      identifying: undefined,
      health: undefined,
      effectiveConfig: undefined,
    });

    const applied = await offer(
      server,
      [
        'file_format: "1.1"',
        'log_level: debug',
        'tracer_provider: {sampler: {always_on: }}',
        'instrumentation/development: {js: {http: {enabled: false}}}',
      ].join('\n'),
    );
    expect(applied).toMatchObject({
      configStatus: 'RemoteConfigStatuses_APPLIED',
      sequence: expect.any(Number),
    });
    expect(settingIn(applied, 'OTEL_LOG_LEVEL')).toMatchObject({
      value: 'debug',
      source: { name: 'opamp', line: 2, column: 12 },
    });
    expect(await turn(program, 1)).toEqual(['by hand']);

    // A hostile server: all that it may not change is named, and stays.
    server.order({ hostile: true, fullState: true });
    await next(server, ({ identifying }) => identifying);
    const hostile = await offer(
      server,
      [
        'file_format: "1.1"',
        'resource: {attributes: [{name: service.name, value: other}]}',
        'propagator: {composite: [b3: ]}',
        'tracer_provider:',
        '  processors: [batch: {exporter: {otlp_http: {endpoint: "http://127.0.0.1:1", headers: [{name: a, value: b}]}}}]',
        '  sampler: {always_on: }',
        'meter_provider: {readers: [pull: {exporter: {prometheus/development: {host: 0.0.0.0, port: 1}}}]}',
        'instrumentation/development: {general: {http: {server: {request_captured_headers: [cookie]}}}, js: {http: {headersToSpanAttributes: {}}}}',
        'distribution:',
        '  otel_agent:',
        '    endpoint: http://127.0.0.1:1',
        '    headers: a=b',
        '    spool: /tmp/elsewhere',
        '    report: /tmp/elsewhere',
        '    redact: [off]',
        '    redact_hash_key: k',
        '    db_statement: raw',
        '    opamp_endpoint: http://127.0.0.1:1',
        '    traces_exporter: console',
      ].join('\n'),
    );
    expect(hostile.configStatus).toBe('RemoteConfigStatuses_APPLIED');
    expect(hostile.configError).toMatch(
      /^no server can change resource \(opamp:2:1\); propagator \(opamp:3:1\); tracer_provider.processors/,
    );
    expect(changed(first, hostile)).toEqual(['OTEL_AGENT_REDACT', 'OTEL_TRACES_SAMPLER']);
    expect(settingIn(hostile, 'OTEL_AGENT_REDACT').value).toMatchObject({
      defaults: expect.arrayContaining(['password', 'authorization']),
    });
    expect(await turn(program, 3)).toEqual(ALL);

    // A mistake leaves the last one in force.
    expect(await offer(server, 'tracer_provider: {sampler: {allways_off: }}')).toMatchObject({
      configStatus: 'RemoteConfigStatuses_FAILED',
      configError: expect.stringContaining('did you mean always_off?'),
    });
    expect(await turn(program, 3)).toEqual(ALL);

    const back = await offer(server, '');
    expect(changed(first, back)).toEqual([]);
    expect(await turn(program, 3)).toEqual(ALL);
    await end(program);
  });

  test('by a WebSocket over TLS: its word counts at once, beside a file, and again in the next process', async () => {
    const file = path.join(folder, 'otel.yaml');
    const content = (sampler: string, level = 'info') =>
      writeFileSync(
        file,
        [
          'file_format: "1.1"',
          `log_level: ${level}`,
          'tracer_provider:',
          '  processors:',
          `    - batch: {schedule_delay: 10, exporter: {otlp_http: {endpoint: "${origin}/v1/traces", encoding: json}}}`,
          `  sampler: {${sampler}: }`,
          'distribution:',
          '  otel_agent:',
          `    spool: ${folder}`,
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the file's own reference
          '    opamp_endpoint: ${OPAMP}',
          `    opamp_certificate: ${path.join(TLS, 'ca.pem')}`,
          '    opamp_headers: {authorization: Bearer hush}',
        ].join('\n'),
      );
    content('always_on');
    const environment = { OTEL_CONFIG_FILE: file, OPAMP: `wss://${tlsServer.authority}/v1/opamp` };
    const program = await start(environment);
    expect(await turn(program, 3)).toEqual(ALL);
    const first = await next(tlsServer, ({ identifying }) => identifying, 0);
    expect(first).toMatchObject({ webSocket: true, authorization: 'Bearer hush', sequence: 0 });
    const off = await offer(tlsServer, 'tracer_provider: {sampler: {always_off: }}');
    expect(off.configStatus).toBe('RemoteConfigStatuses_APPLIED');
    expect(await turn(program, 0)).toEqual([]);

    // The file changes, and the server still wins.
    const from = tlsServer.told.length;
    content('trace_id_ratio_based', 'warn');
    const changedFile = await next(tlsServer, ({ effectiveConfig }) => effectiveConfig, from);
    expect(settingIn(changedFile, 'OTEL_LOG_LEVEL').value).toBe('warn');
    content('always_on');
    await next(tlsServer, ({ effectiveConfig }) => effectiveConfig?.includes('"info"'), from + 1);
    expect(await turn(program, 0)).toEqual([]);
    await end(program);

    await tlsServer.stop();
    const later = await start(environment);
    expect(later.stderr).toContain(
      "the OpAMP server's configuration has changed; in force now: OTEL_TRACES_SAMPLER=always_off",
    );
    expect(await turn(later, 0)).toEqual([]);
    await until(
      () => later.stderr.includes('OpAMP server wss://'),
      () => later.stderr,
    );
    expect(later.stderr).toMatch(/OpAMP server wss:\S+: connect ECONNREFUSED \S+; trying again/);
    await end(later);
  });
});

interface ShownSetting {
  readonly name: string;
  readonly value: unknown;
  readonly source: object;
}

function settingsIn({ effectiveConfig }: Told): ShownSetting[] {
  return (JSON.parse(effectiveConfig!) as { settings: ShownSetting[] }).settings;
}

function settingIn(told: Told, name: string): ShownSetting {
  return settingsIn(told).find(setting => setting.name === name)!;
}

/** Names of settings that differ. */
function changed(before: Told, after: Told): string[] {
  const was = new Map(settingsIn(before).map(({ name, value }) => [name, JSON.stringify(value)]));
  return settingsIn(after)
    .filter(({ name, value }) => was.get(name) !== JSON.stringify(value))
    .map(({ name }) => name)
    .sort();
}

async function until(isMet: () => boolean, what: () => string): Promise<void> {
  for (const endMs = Date.now() + 30_000; !isMet(); ) {
    if (Date.now() > endMs) throw new Error(`did not happen: ${what()}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
