import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { installPackages } from '../agent/boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { runProgram } from '../agent/lifecycle/run-program';
import { drawTraces } from '../e2e/ancestry';
import { NODE_MAJORS } from '../nodes';
import { sliced } from '../slice';

/* Azure's functions, in their programming model, run by a stand-in for the worker: npm has none. */

jest.setTimeout(60_000);

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const HOST_SPAN_ID = '00f067aa0ba902b7';
const host = (flags: string) => ({ traceParent: `00-${TRACE_ID}-${HOST_SPAN_ID}-${flags}`, traceState: '' });
const CALLER_TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = `00-${CALLER_TRACE_ID}-b7ad6b7169203331-01`;

let modules: string;
let receiver: TestReceiver;
let stock: http.Server;
beforeAll(async () => {
  modules = await installPackages({ '@azure/functions': '4.16.5' });
  receiver = await startGrpcReceiver();
  stock = http.createServer((_request, response) => response.end('tea'));
  await new Promise<void>(resolve => stock.listen(0, '127.0.0.1', resolve));
}, 300_000);
afterAll(async () => {
  stock?.close();
  await receiver?.close();
});

sliced(test).each(NODE_MAJORS)('Node %i: each invocation of an HTTP function has a span', async nodeMajor => {
  const { outcomes, sent } = await invoke(nodeMajor, [
    { ...request('/api/teas/7?sig=secret'), traceContext: host('01') },
    { ...request('/api/teas/7?none'), traceContext: host('00') },
    request('/api/teas/7?fail'),
  ]);
  expect(outcomes).toEqual(['200', '503', 'RangeError: sold out']);
  expect(drawTraces(sent)).toEqual([
    'server order',
    '  client GET',
    'server order',
    '  client GET',
    'server order',
  ]);
  const [first, second, third] = sent.filter(({ kind }) => kind === 'server');
  expect(first).toMatchObject({
    traceId: TRACE_ID,
    parentSpanId: HOST_SPAN_ID,
    attributes: {
      'faas.trigger': 'http',
      'faas.coldstart': true,
      'faas.invocation_id': 'invocation-1',
      'http.request.method': 'GET',
      'http.route': '/api/teas/{id}',
      'url.path': '/api/teas/7',
      'url.query': 'sig=REDACTED',
      'http.response.status_code': 200n,
      'server.address': 'shop.example',
    },
  });
  expect(second).toMatchObject({
    traceId: CALLER_TRACE_ID,
    attributes: { 'faas.coldstart': false, 'error.type': '503' },
  });
  expect(third).toMatchObject({
    traceId: CALLER_TRACE_ID,
    attributes: { 'error.type': 'RangeError' },
    events: [{ name: 'exception' }],
  });
});

const [NODE] = NODE_MAJORS.slice(-1);

test('other triggers have their own kind, and a message continues its sender', async () => {
  const { outcomes, sent } = await invoke(NODE!, [
    { name: 'nightly', data: { json: '{}' } },
    {
      name: 'restock',
      data: { json: '{"tea":"oolong"}' },
      triggerMetadata: { applicationProperties: { json: JSON.stringify({ traceparent: CALLER }) } },
    },
    { name: 'label', data: { string: 'png' } },
  ]);
  expect(outcomes).toEqual(['done', 'oolong', 'done']);
  expect(sent).toMatchObject([
    { name: 'nightly', kind: 'server', attributes: { 'faas.trigger': 'timer' } },
    {
      name: 'restock',
      kind: 'consumer',
      traceId: CALLER_TRACE_ID,
      attributes: {
        'faas.trigger': 'pubsub',
        'messaging.system': 'servicebus',
        'messaging.destination.name': 'teas',
      },
    },
    { name: 'label', kind: 'consumer', attributes: { 'faas.trigger': 'datasource' } },
  ]);
});

test('outside of the worker, as in unit tests, nothing is said or changed', async () => {
  const run = (agent: boolean) =>
    runProgram({ script: 'azure/app.js', agent, env: { ...environment(), OTEL_AGENT_BANNER: 'off' } });
  const [bare, traced] = await Promise.all([run(false), run(true)]);
  expect(traced.stderr).toBe(bare.stderr);
  expect(traced.code).toBe(0);
});

function request(path: string) {
  const headers = { traceparent: CALLER };
  const call = { method: 'GET', url: `https://shop.example${path}`, headers };
  return { name: 'order', data: { http: call } };
}

async function invoke(nodeMajor: (typeof NODE_MAJORS)[number], invocations: object[]) {
  const run = await runProgram({
    nodeMajor,
    script: 'azure/worker.js',
    args: [JSON.stringify(invocations)],
    env: environment(),
  });
  if (run.stdout === '') throw new Error(run.stderr);
  await receiver.waitUntil(() => receiver.sentBy(run.id).length >= invocations.length);
  return { outcomes: JSON.parse(run.stdout), sent: receiver.sentBy(run.id) };
}

function environment() {
  return {
    ...exporterEnvironment(receiver),
    WEBSITE_SITE_NAME: 'shop',
    FUNCTIONS_WORKER_RUNTIME: 'node',
    MODULES: modules,
    STOCK_URL: `http://127.0.0.1:${(stock.address() as AddressInfo).port}`,
  };
}
