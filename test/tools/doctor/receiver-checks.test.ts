import { readFileSync } from 'node:fs';

import {
  type Certificates,
  createCertificates,
  createExpiredCertificate,
} from '../../services/create-certificates';
import { findFreePort } from '../../services/process/find-free-port';
import { removeFolder } from '../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../services/process/temporary-folder';
import { askDoctor, type DoctorRow, makeApp } from './ask-doctor';
import { startGrpc, startHttp, startRefusingProxy, startSilent, type TestServer } from './servers';

/* A broken receiver for each check of the network, and healthy ones. */

let certificateFolder: string;
let certificates: Certificates;
let expired: Certificates['server'];
let folder: string;
const servers: TestServer[] = [];

beforeAll(async () => {
  certificateFolder = makeTemporaryFolder('certificates');
  certificates = await createCertificates(certificateFolder);
  expired = await createExpiredCertificate(certificateFolder);
  folder = makeApp({});
});
afterEach(() => Promise.all(servers.splice(0).map(server => server.close())));
afterAll(() => Promise.all([certificateFolder, folder].map(removeFolder)));

const started = async (starting: Promise<TestServer>) => {
  const server = await starting;
  servers.push(server);
  return server;
};
const pem = ({ certFile, keyFile }: Certificates['server']) => ({
  cert: readFileSync(certFile, 'utf8'),
  key: readFileSync(keyFile, 'utf8'),
});

/** Asks about traces alone, over OTLP to this address. */
function ask(endpoint: string, env: Record<string, string> = {}) {
  return askDoctor(folder, ['app.js'], {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    ...env,
  });
}
const GRPC = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
const trouble = (status: DoctorRow['status'], seen: RegExp, mend: RegExp) => ({
  status,
  seen: expect.stringMatching(seen),
  why: expect.stringMatching(/./),
  mend: expect.stringMatching(mend),
});

describe('all is ok', () => {
  test.each([
    ['gRPC', () => startGrpc(), 'http', GRPC],
    ['HTTP', () => startHttp(), 'http', {}],
    ['JSON', () => startHttp(), 'http', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }],
    ['gRPC with TLS', () => startGrpc({ tls: pem(certificates.server) }), 'https', GRPC],
    ['HTTP with TLS', () => startHttp({ tls: pem(certificates.server) }), 'https', {}],
  ])('over %s', async (_name, start, scheme, env) => {
    const { port } = await started(start());
    const answer = await ask(`${scheme}://127.0.0.1:${port}`, {
      OTEL_METRICS_EXPORTER: 'otlp',
      ...(scheme === 'https' && { OTEL_EXPORTER_OTLP_CERTIFICATE: certificates.caFile }),
      ...env,
    });
    // The certificates of the tests end in two days.
    expect(answer.troubles()).toEqual(scheme === 'https' ? ['warn TLS'] : []);
    expect(answer.code).toBe(0);
    const exports = answer.rows.filter(({ check }) => check === 'export');
    expect(exports.map(({ about }) => about!.split(' ')[0])).toEqual(['traces', 'metrics']);
  });
});

describe('names and connections', () => {
  test('a host that is not known', async () => {
    const { row, rows, code } = await ask('http://collector.invalid:4318');
    expect(row('name resolution')).toMatchObject(
      trouble('fail', /collector.invalid is not known/, /getent hosts collector.invalid/),
    );
    expect(rows.map(({ check }) => check)).not.toContain('connection');
    expect(code).toBe(1);
  });

  test('a port on which nothing listens', async () => {
    const { row, rows } = await ask(`http://127.0.0.1:${await findFreePort()}`);
    expect(row('connection')).toMatchObject(trouble('fail', /ECONNREFUSED/, /OTEL_EXPORTER_OTLP_ENDPOINT/));
    expect(rows.map(({ check }) => check)).not.toContain('export');
  });

  test('a receiver that never answers costs less than five seconds', async () => {
    const { port } = await started(startSilent());
    const { row, rows } = await ask(`http://127.0.0.1:${port}`);
    expect(row('export')).toMatchObject(trouble('fail', /no answer within 4000 ms/, /log/));
    expect(Math.max(...(rows as unknown as { tookMs: number }[]).map(({ tookMs }) => tookMs))).toBeLessThan(
      5100,
    );
  });
});

describe('TLS', () => {
  const CA = () => ({ OTEL_EXPORTER_OTLP_CERTIFICATE: certificates.caFile });

  test.each([
    ['gRPC', startGrpc, GRPC],
    ['HTTP', startHttp, {}],
  ])('%s: a certificate that has expired', async (_name, start, env) => {
    const { port } = await started(start({ tls: pem(expired) }));
    const { row, rows } = await ask(`https://127.0.0.1:${port}`, { ...CA(), ...env });
    expect(row('TLS')).toMatchObject(trouble('fail', /expired on 2020-02-01/, /renew/));
    expect(rows.map(({ check }) => check)).not.toContain('export');
  });

  test('a certificate for another name', async () => {
    const { port } = await started(startHttp({ tls: pem(certificates.server), host: '127.0.0.2' }));
    const { row } = await ask(`https://127.0.0.2:${port}`, CA());
    expect(row('TLS')).toMatchObject(
      trouble('fail', /is for .*127\.0\.0\.1.*, not for 127.0.0.2/, /use a name of the certificate/),
    );
  });

  test('an authority that is not known', async () => {
    const { port } = await started(startHttp({ tls: pem(certificates.server) }));
    const { row } = await ask(`https://127.0.0.1:${port}`);
    expect(row('TLS')).toMatchObject(
      trouble('fail', /authority otel-agent test ca is not known/, /OTEL_EXPORTER_OTLP_CERTIFICATE/),
    );
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s: a client certificate is missing', async maxVersion => {
    const tls = {
      ...pem(certificates.server),
      ca: readFileSync(certificates.caFile),
      requestCert: true,
      maxVersion,
    };
    const { port } = await started(startHttp({ tls }));
    const { row } = await ask(`https://127.0.0.1:${port}`, CA());
    expect(row('TLS')).toMatchObject(
      trouble('fail', /wants a client certificate/, /OTEL_EXPORTER_OTLP_CLIENT_KEY/),
    );
    const { certFile, keyFile } = certificates.client;
    const given = { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: certFile, OTEL_EXPORTER_OTLP_CLIENT_KEY: keyFile };
    expect((await ask(`https://127.0.0.1:${port}`, { ...CA(), ...given })).code).toBe(0);
  });

  test('a receiver without TLS', async () => {
    const { port } = await started(startHttp());
    const { row } = await ask(`https://127.0.0.1:${port}`);
    expect(row('TLS')).toMatchObject(trouble('fail', /does not speak TLS/, /http:\/\//));
  });
});

describe('protocol', () => {
  test('HTTP is spoken to a gRPC port', async () => {
    const { port } = await started(startGrpc());
    const { row } = await ask(`http://127.0.0.1:${port}`);
    expect(row('protocol')).toMatchObject(
      trouble('fail', /looks like a gRPC port/, /OTEL_EXPORTER_OTLP_PROTOCOL=grpc/),
    );
  });

  test('gRPC is spoken to an HTTP port', async () => {
    const { port } = await started(startHttp());
    const { row } = await ask(`http://127.0.0.1:${port}`, GRPC);
    expect(row('protocol')).toMatchObject(
      trouble('fail', /looks like a port for HTTP/, /OTEL_EXPORTER_OTLP_PROTOCOL=http\/protobuf/),
    );
  });

  test('the receiver speaks TLS and the endpoint does not', async () => {
    const { port } = await started(startHttp({ tls: pem(certificates.server) }));
    const { row } = await ask(`http://127.0.0.1:${port}`);
    expect(row('protocol')).toMatchObject(trouble('fail', /TLS/, /https:\/\//));
  });

  test('the address of a web page', async () => {
    const { port } = await started(startHttp({ headers: { 'content-type': 'text/html' } }));
    const { row } = await ask(`http://127.0.0.1:${port}`);
    expect(row('protocol')).toMatchObject(trouble('fail', /web page/, /OTLP receiver/));
  });
});

describe('replies', () => {
  test.each([
    ['HTTP 401', () => startHttp({ status: 401 }), {}, /HTTP 401; headers set: x-team/],
    ['UNAUTHENTICATED', () => startGrpc({ status: 16 }), GRPC, /UNAUTHENTICATED; headers set: x-team/],
  ])('%s: authentication is refused', async (_name, start, env, seen) => {
    const { port } = await started(start());
    const answer = await ask(`http://127.0.0.1:${port}`, {
      ...env,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=s3cret',
    });
    expect(answer.row('authentication')).toMatchObject(trouble('fail', seen, /OTEL_EXPORTER_OTLP_HEADERS/));
    expect(JSON.stringify(answer.rows)).not.toContain('s3cret');
  });

  test.each([
    ['HTTP 404', () => startHttp({ status: 404 }), {}, 'warn', /HTTP 404/, /OTEL_TRACES_EXPORTER=none/],
    [
      'UNIMPLEMENTED',
      () => startGrpc({ status: 12 }),
      GRPC,
      'warn',
      /UNIMPLEMENTED/,
      /OTEL_TRACES_EXPORTER=none/,
    ],
    ['HTTP 503', () => startHttp({ status: 503 }), {}, 'fail', /HTTP 503/, /log/],
    ['HTTP 400', () => startHttp({ status: 400 }), {}, 'warn', /HTTP 400/, /OTEL_LOG_LEVEL=debug/],
  ] as const)('%s is explained', async (_name, start, env, status, seen, mend) => {
    const { port } = await started(start());
    const { row } = await ask(`http://127.0.0.1:${port}`, env);
    expect(row('export')).toMatchObject(trouble(status, seen, mend));
  });

  test('a clock that is an hour behind', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const { port } = await started(startHttp({ headers: { date } }));
    const { row } = await ask(`http://127.0.0.1:${port}`);
    expect(row('clock')).toMatchObject(trouble('warn', /3[56]\d\d s behind/, /chronyc|timedatectl/));
  });
});

describe('an OpAMP server', () => {
  test.each([
    [401, 'http', /^it answers 401$/, /OTEL_AGENT_OPAMP_HEADERS/],
    [404, 'http', /^it answers 404$/, /\/v1\/opamp/],
    [404, 'ws', /^it answers 404 to a WebSocket$/, /\/v1\/opamp/],
    [503, 'http', /^it answers 503$/, /start the server/],
  ])('that answers %d by %s', async (status, scheme, seen, mend) => {
    const { port } = await started(startHttp({ status }));
    const { row } = await ask(`http://127.0.0.1:${port}`, {
      OTEL_AGENT_OPAMP_ENDPOINT: `${scheme}://127.0.0.1:${port}`,
    });
    expect(row('OpAMP')).toMatchObject(trouble('fail', seen, mend));
  });
});

describe('a proxy', () => {
  test.each([
    ['a tunnel', GRPC, /makes no connection to collector.invalid:80: HTTP 403/],
    ['a request', {}, /answered itself: HTTP 403/],
  ])('that refuses %s', async (_name, env, seen) => {
    const { port } = await started(startRefusingProxy());
    const { row, rows } = await ask('http://collector.invalid', {
      ...env,
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      HTTP_PROXY: `http://127.0.0.1:${port}`,
    });
    expect(row('proxy')).toMatchObject(trouble('fail', seen, /OTEL_AGENT_PROXY=off/));
    expect(rows.map(({ check }) => check)).not.toContain('export');
  });

  test('that is not there', async () => {
    const { row } = await ask('http://collector.invalid', {
      OTEL_AGENT_PROXY: `http://127.0.0.1:${await findFreePort()}`,
    });
    expect(row('connection')).toMatchObject(
      trouble('fail', /to the proxy at .*ECONNREFUSED/, /OTEL_AGENT_PROXY/),
    );
  });
});
