import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { viewerRoutes } from '../../../../src/viewer/receiver/api/viewer-routes';
import { type Receiver, startReceiver } from '../../../../src/viewer/receiver/receiver';
import { createStores } from '../../../../src/viewer/receiver/stores';
import { traceRequest } from '../make-traces';

let receiver: Receiver;
let uiFolder: string;
beforeAll(async () => {
  uiFolder = mkdtempSync(path.join(tmpdir(), 'viewer-ui-'));
  writeFileSync(path.join(uiFolder, 'index.html'), '<!doctype html>the page');
  writeFileSync(path.join(uiFolder, 'app.js'), 'run()');
  const stores = createStores(2 ** 24);
  const routes = (limits: Parameters<typeof viewerRoutes>[2]) => viewerRoutes(stores, uiFolder, limits);
  receiver = await startReceiver({ httpPort: 0, grpcPort: 0, stores, routes, allowedHosts: ['viewer.test'] });
});
afterAll(async () => {
  await receiver.close();
  rmSync(uiFolder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly text: string;
}

function ask(
  target: string,
  headers: { [name: string]: string } = {},
  method = 'GET',
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { httpPort: port } = receiver;
    const outgoing = request({ port, host: '127.0.0.1', path: target, headers, method }, response => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', chunk => (text += chunk))
        .on('end', () => {
          resolve({ status: response.statusCode!, headers: response.headers, text });
        });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

test.each([
  ['localhost', 200],
  ['localhost:4318', 200],
  ['127.0.0.1', 200],
  ['192.168.1.7:4318', 200],
  ['[::1]:4318', 200],
  ['app.localhost', 200],
  [hostname(), 200],
  ['viewer.test', 200],
  ['evil.example', 403],
  ['127.0.0.1.evil.example', 403],
  ['localhost.evil.example:4318', 403],
  ['evil.example/localhost', 403],
  ['a@localhost', 403],
])('the name %p by which the viewer is called: %i', async (host, status) => {
  expect((await ask('/api/services', { host })).status).toBe(status);
  expect((await ask('/', { host })).status).toBe(status);
});

test('exporters may call by any name, pages of other sites by none', async () => {
  const headers = { 'content-type': 'application/json' };
  const exported = (more: { [name: string]: string }) =>
    ask('/v1/traces', { ...headers, ...more }, 'POST', '{}');
  expect((await exported({ host: 'host.docker.internal:4318' })).status).toBe(200);
  expect((await exported({ origin: 'http://evil.example' })).status).toBe(403);
  expect((await exported({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
});

test.each<[what: string, headers: { [name: string]: string }, status: number]>([
  ['of its own page', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, 200],
  ['typed by the user', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 200],
  [
    'by a link on another site',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    200,
  ],
  ['by a page of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 403],
  ['by a page of another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }, 403],
  [
    'in a frame',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    403,
  ],
  ['with another origin', { origin: 'https://evil.example' }, 403],
])('a request %s: %i', async (_what, headers, status) => {
  expect((await ask('/api/services', headers)).status).toBe(status);
});

test('every answer forbids what is not its own, and none allows other origins', async () => {
  for (const target of ['/', '/app.js', '/api/services', '/api/nothing', '/nothing.js', '/v1/traces']) {
    const { headers } = await ask(target, { origin: `http://127.0.0.1:${receiver.httpPort}` });
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/,
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});

test.each([
  ['/', 200, '<!doctype html>the page'],
  ['/trace/abc', 200, '<!doctype html>the page'],
  ['/app.js', 200, 'run()'],
  ['/missing.js', 404, expect.any(String)],
  ['/../../../../etc/passwd', 200, '<!doctype html>the page'],
  ['/..%2f..%2fpackage.json', 404, expect.any(String)],
  ['/%2e%2e/%2e%2e/package.json', 404, expect.any(String)],
  ['/..\\..\\package.json', 404, expect.any(String)],
  ['/app.js%00.html', 404, expect.any(String)],
  ['//evil.example/app.js', 404, expect.any(String)],
  ['/%', 200, expect.any(String)],
])('the file %s: %i', async (target, status, text) => {
  expect(await ask(target)).toMatchObject({ status, text });
});

test('changing anything takes the right method and content type', async () => {
  receiver.inbox.take('traces', traceRequest([{ id: '1', from: 0, to: 1 }]));
  expect((await ask('/api/v1/open', { 'content-type': 'text/plain' }, 'POST', '{}')).status).toBe(415);
  expect((await ask('/api/services', {}, 'POST', '{}')).status).toBe(405);
  expect((await ask('/api/v1/traces', { origin: 'http://evil.example' }, 'DELETE')).status).toBe(403);
  expect(receiver.spans.counts.spans).toBe(1);
  expect((await ask('/api/v1/traces', {}, 'DELETE')).status).toBe(204);
  expect(receiver.spans.counts.spans).toBe(0);
});

test('a second receiver on a taken port says so', async () => {
  await expect(startReceiver({ httpPort: receiver.httpPort, grpcPort: 0 })).rejects.toThrow(
    `port ${receiver.httpPort} on 127.0.0.1 is taken, perhaps by a Collector or another viewer: stop that one, or ` +
      'choose another with --port N; --port 0 --grpc-port 0 takes any free ports',
  );
  await expect(startReceiver({ httpPort: 0, grpcPort: receiver.grpcPort })).rejects.toThrow('--grpc-port N');
  await expect(startReceiver({ httpPort: 0, grpcPort: 0, host: '192.0.2.1' })).rejects.toThrow(
    'this machine has no address',
  );
});
