import { type ChildProcess, execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { AGENT } from '../agent/lifecycle/run-program';
import { describeWith } from '../services/describe-with';
import { type Opamp, startOpamp, type Told } from '../services/opamp/start-opamp';
import { endWithThisProcess } from '../services/process/reaper';
import { type ProxyServer, startProxy } from '../services/process/start-proxy';

/* Ways to a server made of opamp-go: through proxies, from a process with threads, and by the doctor. */

const SCRIPT = path.join(__dirname, '..', 'fixtures', 'declared', 'with-workers.js');
const TLS = path.join(__dirname, '..', 'agent', 'export', 'tls');
const CLI = path.join(__dirname, '..', '..', 'bin', 'otel-agent.js');
const QUIET = {
  PATH: process.env.PATH,
  OTEL_AGENT_CODE_CACHE: 'off',
  OTEL_SERVICE_NAME: 'shop',
  OTEL_AGENT_OPAMP_INTERVAL: '1s',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_AGENT_OPAMP_CERTIFICATE: path.join(TLS, 'ca.pem'),
};

describeWith('opamp')('an OpAMP server', () => {
  const started: ChildProcess[] = [];
  let servers: { plain: Opamp; tls: Opamp };
  let proxies: { open: ProxyServer; closed: ProxyServer };

  beforeAll(async () => {
    const files = { certFile: path.join(TLS, 'server.pem'), keyFile: path.join(TLS, 'server-key.pem') };
    const [plain, tls, open, closed] = await Promise.all([
      startOpamp(),
      startOpamp(files),
      startProxy(),
      startProxy(true),
    ]);
    servers = { plain, tls };
    proxies = { open, closed };
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    for (const proxy of Object.values(proxies ?? {})) proxy.stop();
    await Promise.all(Object.values(servers ?? {}).map(server => server.stop()));
  });

  function start(env: Record<string, string>) {
    const child = spawn(process.execPath, ['--require', AGENT, SCRIPT], { env: { ...QUIET, ...env } });
    started.push(child);
    endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
    const program = { child, stderr: '', stdout: '' };
    child.stderr.setEncoding('utf8').on('data', text => (program.stderr += text));
    child.stdout.setEncoding('utf8').on('data', text => (program.stdout += text));
    return program;
  }

  async function end({ child }: { child: ChildProcess }): Promise<void> {
    const ended = new Promise(resolve => child.on('close', resolve));
    child.stdin!.end();
    expect(await ended).toBe(0);
  }

  const from = ({ told }: Opamp, sequence: number, start: number) =>
    told.slice(start).filter((message: Told) => message.sequence >= sequence);

  test.each([
    ['http', 'plain', /^POST http:\/\/127\.0\.0\.1:\d+\/v1\/opamp Basic dTpw$/],
    ['ws', 'plain', /^CONNECT 127\.0\.0\.1:\d+ Basic dTpw$/],
    ['https', 'tls', /^CONNECT 127\.0\.0\.1:\d+ Basic dTpw$/],
    ['wss', 'tls', /^CONNECT 127\.0\.0\.1:\d+ Basic dTpw$/],
  ] as const)('through a proxy by %s', async (scheme, which, line) => {
    const server = servers[which];
    const [begin, asked] = [server.told.length, proxies.open.asked.length];
    const program = start({
      OTEL_AGENT_OPAMP_ENDPOINT: `${scheme}://${server.authority}`,
      OTEL_AGENT_PROXY: `http://u:p@${proxies.open.authority}`,
    });
    await until(
      () => from(server, 1, begin).length > 0,
      () => program.stderr,
    );
    expect(proxies.open.asked.slice(asked)[0]).toMatch(line);
    await end(program);
  });

  test('a proxy that refuses is named, NO_PROXY goes past it, and this machine needs none', async () => {
    const { plain } = servers;
    const endpoint = { OTEL_AGENT_OPAMP_ENDPOINT: `ws://${plain.authority}` };
    const proxy = `http://${proxies.closed.authority}`;
    const refused = start({ ...endpoint, OTEL_AGENT_PROXY: proxy });
    await until(
      () => /OpAMP server .* the proxy at .* \(HTTP 407\)/.test(refused.stderr),
      () => refused.stderr,
    );
    await end(refused);
    const asked = proxies.closed.asked.length;
    for (const env of [
      { OTEL_AGENT_PROXY: proxy, NO_PROXY: '127.0.0.1' },
      { HTTP_PROXY: proxy, HTTPS_PROXY: proxy },
    ]) {
      const begin = plain.told.length;
      const past = start({ ...endpoint, ...env } as Record<string, string>);
      await until(
        () => from(plain, 0, begin).length > 0,
        () => past.stderr,
      );
      await end(past);
    }
    expect(proxies.closed.asked).toHaveLength(asked);
  });

  test('sees a process with worker threads as a single agent', async () => {
    const { plain } = servers;
    const begin = plain.told.length;
    const program = start({ OTEL_AGENT_OPAMP_ENDPOINT: `http://${plain.authority}` });
    await until(
      () => program.stdout.includes('ready'),
      () => program.stderr,
    );
    // Threads that spoke would have done so by the third message.
    await until(
      () => from(plain, 2, begin).length > 0,
      () => program.stderr,
    );
    expect(new Set(plain.told.slice(begin).map(({ instanceUid }) => instanceUid)).size).toBe(1);
    expect(plain.told.slice(begin).filter(({ sequence }) => sequence === 0)).toHaveLength(1);
    await end(program);
  });

  test.each([
    ['http', 'plain', {}, 'ok', 'a message was answered'],
    ['ws', 'plain', {}, 'ok', 'a WebSocket opens'],
    ['wss', 'tls', {}, 'ok', 'a WebSocket opens'],
    ['http', 'tls', {}, 'fail', 'it answers 400'],
    [
      'https',
      'plain',
      {},
      'fail',
      'it does not speak TLS: use http:// or ws:// in OTEL_AGENT_OPAMP_ENDPOINT',
    ],
    ['http', undefined, {}, 'fail', 'connect ECONNREFUSED 127.0.0.1:1'],
  ] as const)('the doctor looks at %s of %s', async (scheme, which, env, status, seen) => {
    const authority = which === undefined ? '127.0.0.1:1' : servers[which].authority;
    const rows = await doctor({ ...env, OTEL_AGENT_OPAMP_ENDPOINT: `${scheme}://${authority}` });
    expect(rows).toEqual([expect.objectContaining({ status, seen })]);
  });

  test('the doctor adds no agent, and says nothing of OpAMP where none is set', async () => {
    const begin = servers.plain.told.length;
    await doctor({ OTEL_AGENT_OPAMP_ENDPOINT: `http://${servers.plain.authority}` });
    expect(servers.plain.told.slice(begin)).toEqual([expect.objectContaining({ disconnects: true })]);
    expect(await doctor({})).toEqual([]);
  });
});

/** Rows of the doctor about OpAMP. */
function doctor(env: Record<string, string>): Promise<object[]> {
  return new Promise(resolve =>
    execFile(process.execPath, [CLI, 'doctor', '--json'], { env: { ...QUIET, ...env } }, (_error, stdout) => {
      const { checks } = JSON.parse(stdout) as { checks: { check: string }[] };
      resolve(checks.filter(({ check }) => check === 'OpAMP'));
    }),
  );
}

async function until(isMet: () => boolean, what: () => string): Promise<void> {
  for (const endMs = Date.now() + 30_000; !isMet(); ) {
    if (Date.now() > endMs) throw new Error(`did not happen: ${what()}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
