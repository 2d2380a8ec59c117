import { mkdtempSync, readFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';

import {
  exporterEnvironment,
  startGrpcReceiver,
  startHttpReceiver,
  type TestReceiver,
} from '../agent/lifecycle/receiver';
import { type ProgramRun, runProgram } from '../agent/lifecycle/run-program';
import { type Certificates, createCertificates } from '../services/create-certificates';
import { describeWith } from '../services/describe-with';
import { findFreePort } from '../services/process/find-free-port';
import { removeFolder } from '../services/process/remove-folder';
import { type HttpProxy, startProxy } from '../services/proxy/start-proxy';

/* Telemetry through a real proxy, by each delivery: with an event loop, and by the helper process without one. */

jest.setTimeout(60_000);

const PASSWORD = 's3cret';
let folder: string;
let certificates: Certificates;
const receivers: Record<string, TestReceiver> = {};
let open: HttpProxy;
let locked: HttpProxy;

describeWith('tinyproxy')('through a proxy', () => {
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-proxies-'));
    certificates = await createCertificates(folder);
    const { certFile, keyFile } = certificates.server;
    const pem = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    receivers['grpc http'] = await startGrpcReceiver();
    receivers['grpc https'] = await startGrpcReceiver(pem);
    receivers['http/protobuf http'] = await startHttpReceiver();
    receivers['http/protobuf https'] = await startHttpReceiver({ tls: pem });
    open = await startProxy();
    locked = await startProxy({ user: 'user', password: PASSWORD });
  }, 300_000);
  afterAll(async () => {
    await Promise.all([
      ...Object.values(receivers).map(receiver => receiver.close()),
      open.stop(),
      locked.stop(),
    ]);
    await removeFolder(folder);
  });

  describe.each([
    ['grpc', 'http', 'CONNECT 127.0.0.1:'],
    ['grpc', 'https', 'CONNECT 127.0.0.1:'],
    ['http/protobuf', 'http', 'POST http://127.0.0.1:'],
    ['http/protobuf', 'https', 'CONNECT 127.0.0.1:'],
  ])('%s, %s', (protocol, scheme, request) => {
    test.each([
      ['runs out of work', 'without authentication'],
      ['runs out of work', 'with authentication'],
      ['exit(3) at once', 'without authentication'],
      ['exit(3) at once', 'with authentication'],
    ])('%s, %s', async (way, authentication) => {
      const receiver = receivers[`${protocol} ${scheme}`]!;
      const proxy = authentication === 'with authentication' ? locked : open;
      const before = proxy.requests().length;
      const run = await end(way, receiver, protocol, scheme, {
        OTEL_AGENT_PROXY: addressOf(proxy),
        OTEL_LOG_LEVEL: 'debug',
        OTEL_AGENT_BANNER: 'on',
      });
      await receiver.waitUntil(() => receiver.spansOf(run.id).length > 0);
      expect(receiver.spansOf(run.id)).toEqual(['last']);
      expect(proxy.requests().slice(before).join()).toContain(request + receiver.port);
      expect(run.rawStderr + run.stdout).not.toContain(PASSWORD);
    });
  });

  describe('a proxy that speaks TLS itself', () => {
    let front: tls.Server;
    beforeAll(async () => {
      const { certFile, keyFile } = certificates.server;
      const pem = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
      front = tls.createServer(pem, socket => {
        const inner = net.connect(Number(locked.authority.split(':')[1]), '127.0.0.1');
        socket.on('error', () => inner.destroy()).pipe(inner);
        inner.on('error', () => socket.destroy()).pipe(socket);
      });
      await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => front.close());

    test.each(
      ['grpc http', 'grpc https', 'http/protobuf http', 'http/protobuf https'].flatMap(kind =>
        ['runs out of work', 'exit(3) at once'].map(way => [kind, way] as const),
      ),
    )('%s, %s', async (kind, way) => {
      const [protocol, scheme] = kind.split(' ') as [string, string];
      const receiver = receivers[kind]!;
      const { port } = front.address() as AddressInfo;
      const run = await end(way, receiver, protocol, scheme, {
        OTEL_AGENT_PROXY: `https://user:${PASSWORD}@127.0.0.1:${port}`,
        NODE_EXTRA_CA_CERTS: certificates.caFile,
      });
      await receiver.waitUntil(() => receiver.spansOf(run.id).length > 0);
      expect(receiver.spansOf(run.id)).toEqual(['last']);
    });

    test('and one that does not is told', async () => {
      // tinyproxy waits for the end of a line.
      const plain = http.createServer();
      await new Promise<void>(resolve => plain.listen(0, '127.0.0.1', resolve));
      const env = { OTEL_AGENT_PROXY: `https://127.0.0.1:${(plain.address() as AddressInfo).port}` };
      for (const protocol of ['grpc', 'http/protobuf']) {
        const { said } = await end('runs out of work', receivers[`${protocol} http`]!, protocol, 'http', env);
        expect(said.join('\n')).toContain('does not speak TLS: use http:// in OTEL_AGENT_PROXY');
      }
      plain.close();
    });
  });

  test('the receiver does not get the credentials of the proxy', async () => {
    const receiver = receivers['http/protobuf http']!;
    const run = await end('runs out of work', receiver, 'http/protobuf', 'http', {
      OTEL_AGENT_PROXY: addressOf(locked),
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20own',
    });
    const { headers } = receiver.requests.find(one => one.run === run.id)!;
    expect(headers).toMatchObject({ authorization: 'Bearer own' });
    expect(headers).not.toHaveProperty('proxy-authorization');
  });

  // 0.0.0.0 leads to this machine, too, and is no loopback address: those are reached through no proxy.
  const elsewhere = ({ port }: TestReceiver) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://0.0.0.0:${port}` });

  test.each([
    ['grpc', 'HTTPS_PROXY', 'CONNECT 0.0.0.0:'],
    ['http/protobuf', 'HTTP_PROXY', 'POST http://0.0.0.0:'],
    ['http/protobuf', 'http_proxy', 'POST http://0.0.0.0:'],
  ])('B12: %s heeds %s, with NODE_USE_ENV_PROXY for the app or without', async (protocol, name, request) => {
    const receiver = receivers[`${protocol} http`]!;
    for (const forApp of [undefined, '1']) {
      const before = open.requests().length;
      const env = { ...elsewhere(receiver), [name]: addressOf(open), NODE_USE_ENV_PROXY: forApp };
      const run = await end('runs out of work', receiver, protocol, 'http', env);
      await receiver.waitUntil(() => receiver.spansOf(run.id).length > 0);
      expect(open.requests().slice(before).join()).toContain(request + receiver.port);
    }
  });

  test.each([
    ['NO_PROXY names the receiver', { NO_PROXY: '0.0.0.0' }],
    ['OTEL_AGENT_PROXY is off', { OTEL_AGENT_PROXY: 'off' }],
  ])('nothing goes through where %s', async (_name, exception) => {
    const receiver = receivers['http/protobuf http']!;
    const before = open.requests().length;
    const env = { ...elsewhere(receiver), HTTP_PROXY: addressOf(open), ...exception };
    const run = await end('runs out of work', receiver, 'http/protobuf', 'http', env);
    await receiver.waitUntil(() => receiver.spansOf(run.id).length > 0);
    expect(open.requests().slice(before)).toEqual([]);
  });

  describe('what goes wrong is told with the proxy’s name', () => {
    const shown = (proxy: HttpProxy) => `the proxy at http://${proxy.authority} (OTEL_AGENT_PROXY)`;
    const WAYS = ['runs out of work', 'exit(3) at once'] as const;
    const CELLS = WAYS.flatMap(way => ['grpc', 'http/protobuf'].map(protocol => [way, protocol] as const));

    test.each(CELLS)('no credentials: %s, %s', async (way, protocol) => {
      const env = { OTEL_AGENT_PROXY: `http://${locked.authority}` };
      const { said } = await end(way, receivers[`${protocol} http`]!, protocol, 'http', env);
      expect(said.join('\n')).toContain(
        `${shown(locked)} wants credentials (HTTP 407): OTEL_AGENT_PROXY has none`,
      );
    });

    test.each(CELLS)('wrong credentials: %s, %s', async (way, protocol) => {
      const env = { OTEL_AGENT_PROXY: `http://user:wr0ng@${locked.authority}` };
      const run = await end(way, receivers[`${protocol} http`]!, protocol, 'http', env);
      // tinyproxy answers 401.
      expect(run.said.join('\n')).toContain(shown(locked));
      expect(run.said.join('\n')).toMatch(/HTTP 40[17]/);
      expect(run.rawStderr).not.toContain('wr0ng');
    });

    test.each(CELLS)('no proxy listens: %s, %s', async (way, protocol) => {
      const authority = `127.0.0.1:${await findFreePort()}`;
      const env = { OTEL_AGENT_PROXY: `http://${authority}` };
      const { said } = await end(way, receivers[`${protocol} http`]!, protocol, 'http', env);
      expect(said.join('\n')).toContain(
        `the proxy at http://${authority} (OTEL_AGENT_PROXY) cannot be reached: connect ECONNREFUSED ${authority}`,
      );
    });

    test('no receiver behind the proxy, whose page of an error is not taken for the receiver’s', async () => {
      const gone = { port: await findFreePort() } as TestReceiver;
      const env = { OTEL_AGENT_PROXY: addressOf(open) };
      const { said } = await end('runs out of work', gone, 'http/protobuf', 'http', env);
      expect(said.join('\n')).toContain(`${shown(open)} answered itself: HTTP 500 (`);
      expect(said.join('\n')).toContain('Unable to connect)');
      const tunnelled = await end('runs out of work', gone, 'grpc', 'http', env);
      expect(tunnelled.said.join('\n')).toContain(
        `${shown(open)} makes no connection to 127.0.0.1:${gone.port}: HTTP 500 Unable to connect; NO_PROXY=127.0.0.1 goes past it`,
      );
    });
  });
});

describe('a page of unknown origin', () => {
  test.each([
    [503, 'HTTP 503 (Service down) is a web page, of the proxy at'],
    [403, 'HTTP 403 (Service down) is a web page, of the proxy at'],
  ])('HTTP %i is told from an answer of the Collector', async (status, line) => {
    const server = http.createServer((request, response) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end('<html><head><title>Service down</title></head><body>Sorry</body></html>');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const env = { OTEL_AGENT_PROXY: `http://127.0.0.1:${port}` };
    const { said } = await end('runs out of work', { port: 9 } as TestReceiver, 'http/protobuf', 'http', env);
    server.close();
    expect(said.join('\n')).toContain(line);
  });
});

function addressOf(proxy: HttpProxy): string {
  return proxy === locked ? `http://user:${PASSWORD}@${proxy.authority}` : `http://${proxy.authority}`;
}

function end(
  way: string,
  receiver: TestReceiver,
  protocol: string,
  scheme: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProgramRun> {
  return runProgram({
    script: 'lifecycle/end.js',
    args: [way],
    env: {
      ...exporterEnvironment(receiver, protocol, scheme),
      // A busy machine needs more than the half second that is the default.
      OTEL_AGENT_EXIT_TIMEOUT: '5000',
      ...(scheme === 'https' && { OTEL_EXPORTER_OTLP_CERTIFICATE: certificates.caFile }),
      ...env,
    },
  });
}
