import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { installPackages } from '../agent/boot/guard/install-package';
import { startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import type { ProgramRun } from '../agent/lifecycle/run-program';
import { drawTraces } from '../e2e/ancestry';
import { NODE_MAJORS, nodeBinary } from '../nodes';
import { sliced } from '../slice';
import { serveFunction } from './google-sandbox';

/* Functions of Google Cloud, in the framework that runs them there, whose process stands still after each answer. */

jest.setTimeout(60_000);
jest.retryTimes(3); // On a busy machine, 200 ms may be over before everything has left.

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER = { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` };
const SENDER_TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SENDER = `00-${SENDER_TRACE_ID}-00f067aa0ba902b7-01`;
let modules: string;
let receiver: TestReceiver;
let stock: http.Server;
beforeAll(async () => {
  modules = await installPackages({ '@google-cloud/functions-framework': '5.0.5' });
  receiver = await startGrpcReceiver();
  stock = http.createServer((_request, response) => response.end('tea'));
  await new Promise<void>(resolve => stock.listen(0, '127.0.0.1', resolve));
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(async () => {
  stock?.close();
  await receiver?.close();
});

const serve: Serve = (nodeMajor, served, use) =>
  serveFunction(
    { modules, receiver, stockUrl: `http://127.0.0.1:${(stock.address() as AddressInfo).port}` },
    nodeMajor,
    served,
    use,
  );
type Rest<All extends unknown[]> = All extends [unknown, ...infer Others] ? Others : never;
type Serve = (...args: Rest<Parameters<typeof serveFunction>>) => ReturnType<typeof serveFunction>;

sliced(describe).each(NODE_MAJORS)('Node %i', nodeMajor => {
  test("an HTTP function: the request's span is that of the invocation, and leaves before the answer", async () => {
    const { run, answers } = await serve(nodeMajor, { target: 'order' }, async sandbox => [
      await sandbox.ask('/tea', { headers: CALLER }),
      await sandbox.ask('/tea?fail'),
    ]);
    expect(answers).toMatchObject([
      { status: 200, body: 'tea', spansBefore: 2 },
      { status: 500, spansBefore: 3 },
    ]);
    const sent = receiver.sentBy(run.id);
    expect(drawTraces(sent)).toEqual(['server tea-orders', '  client GET', 'server tea-orders']);
    const [good, failed] = sent.filter(({ kind }) => kind === 'server');
    expect(good).toMatchObject({
      traceId: TRACE_ID,
      attributes: { 'faas.trigger': 'http', 'faas.coldstart': true, 'url.path': '/tea' },
    });
    expect(good!.attributes).not.toHaveProperty('http.route');
    expect(good!.attributes['faas.invocation_id']).toEqual(expect.any(String));
    expect(failed).toMatchObject({
      attributes: { 'faas.coldstart': false, 'error.type': '500' },
      events: [{ name: 'exception' }],
    });
    expect(resourcesOf(run)).toEqual([{ 'service.name': 'tea-orders', 'faas.name': 'tea-orders' }]);
  });

  test('an app of Express as the function has its own routes, and a 404 has none', async () => {
    const { run, answers } = await serve(nodeMajor, { target: 'shop' }, async sandbox => [
      await sandbox.ask('/teas/7'),
      await sandbox.ask('/none'),
    ]);
    expect(answers).toMatchObject([
      { status: 200, body: '{"id":"7"}', spansBefore: 2 },
      { status: 404, spansBefore: 3 },
    ]);
    const sent = receiver.sentBy(run.id);
    expect(drawTraces(sent)).toEqual([
      'server GET /teas/:id',
      '  internal request handler',
      'server tea-orders',
    ]);
    const routes = sent.filter(({ kind }) => kind === 'server').map(span => span.attributes['http.route']);
    expect(routes).toEqual(['/teas/:id', undefined]);
  });
});

const [NODE] = NODE_MAJORS.slice(-1);

describe('events', () => {
  test.each([
    ['restock', {}, 204],
    ['restock', { fail: 'no room' }, 500],
    ['calledBack', {}, 200],
    ['calledBack', { fail: 'no room' }, 500],
  ])('%s %j has a span of its own, below its request', async (target, data, status) => {
    const { run, answers } = await serve(NODE!, { target }, async sandbox => [
      await sandbox.send({ data, type: 'com.example.restocked', subject: 'tea' }, CALLER),
    ]);
    expect(answers).toMatchObject([{ status }]);
    const sent = receiver.sentBy(run.id);
    expect(drawTraces(sent).slice(0, 2)).toEqual(['server POST', '  consumer tea-orders']);
    expect(new Set(sent.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]));
    expect(sent.find(({ kind }) => kind === 'consumer')).toMatchObject({
      attributes: {
        'faas.trigger': 'other',
        'faas.invocation_id': 'event-1',
        'faas.coldstart': true,
        'cloudevents.event_id': 'event-1',
        'cloudevents.event_type': 'com.example.restocked',
        'cloudevents.event_subject': 'tea',
        ...('fail' in data && { 'error.type': 'RangeError' }),
      },
      events: 'fail' in data ? [{ name: 'exception' }] : [],
    });
  });

  test.each([
    ['its extension', { data: {}, traceparent: SENDER, type: 'com.example.restocked' }, 'other'],
    [
      "its message's attributes",
      {
        type: 'google.cloud.pubsub.topic.v1.messagePublished',
        source: '//pubsub.googleapis.com/projects/shop/topics/teas',
        data: { message: { messageId: '5', data: '', attributes: { googclient_traceparent: SENDER } } },
      },
      'pubsub',
    ],
  ])(
    "an event continues its sender's trace by %s, linked to the request that brought it",
    async (_way, event, trigger) => {
      const { run } = await serve(NODE!, { target: 'restock' }, async sandbox => [await sandbox.send(event)]);
      const sent = receiver.sentBy(run.id);
      const request = sent.find(({ kind }) => kind === 'server')!;
      const own = sent.find(({ kind }) => kind === 'consumer')!;
      expect(own).toMatchObject({
        traceId: SENDER_TRACE_ID,
        attributes: {
          'faas.trigger': trigger,
          ...(trigger === 'pubsub' && { 'messaging.destination.name': 'teas', 'messaging.message.id': '5' }),
        },
        links: [{ traceId: request.traceId, spanId: request.spanId }],
      });
    },
  );

  const STORED = {
    type: 'google.cloud.storage.object.v1.finalized',
    source: '//storage.googleapis.com/projects/_/buckets/labels',
    subject: 'objects/tea.png',
    data: { bucket: 'labels', name: 'tea.png' },
  };

  test.each([true, false])(
    'a file that was stored, to a function from before CloudEvents: binary %s',
    async isBinary => {
      const { run, answers } = await serve(
        NODE!,
        { target: 'background', signature: 'event' },
        async sandbox => [await (isBinary ? sandbox.sendBinary : sandbox.send)(STORED)],
      );
      expect(answers).toMatchObject([{ status: 200, body: 'got tea.png' }]);
      expect(receiver.sentBy(run.id).find(({ kind }) => kind === 'consumer')).toMatchObject({
        attributes: {
          'faas.trigger': 'datasource',
          'faas.document.collection': 'labels',
          'faas.document.name': 'tea.png',
          'faas.document.operation': 'insert',
        },
      });
    },
  );
});

describe('the end of an answer', () => {
  test('waits for a receiver that does not answer for 200 ms', async () => {
    const silent = http.createServer(() => {});
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', // A server of HTTP/1 refuses gRPC at once.
    };
    const { answers } = await serve(NODE!, { target: 'order', env }, async sandbox => [
      await sandbox.ask('/tea'),
    ]);
    silent.closeAllConnections();
    silent.close();
    expect(answers).toMatchObject([{ status: 200, body: 'tea' }]);
    const [{ tookMs }] = answers as [{ tookMs: number }];
    expect(tookMs).toBeGreaterThanOrEqual(195);
    expect(tookMs).toBeLessThan(5000); // An export would take up to ten seconds.
  });

  test('does not wait where another answer is open', async () => {
    const { run, answers } = await serve(NODE!, { target: 'order' }, async sandbox =>
      Promise.all(['/tea', '/tea', '/tea'].map(place => sandbox.askOnly(place))),
    );
    expect(answers).toMatchObject([{ body: 'tea' }, { body: 'tea' }, { body: 'tea' }]);
    expect(receiver.sentBy(run.id).filter(({ kind }) => kind === 'server')).toHaveLength(3);
  });

  test('leaves with the process', async () => {
    const { answers } = await serve(NODE!, { target: 'order' }, async sandbox => [
      await sandbox.ask('/tea?exit'),
    ]);
    expect(answers).toMatchObject([{ status: 200, body: 'last words' }]);
  });
});

/** Names that the resources of a run have, each set once. */
function resourcesOf(run: ProgramRun): unknown[] {
  const all = receiver.requests.filter(request => request.run === run.id);
  const names = all.map(({ resource }) =>
    JSON.stringify({ 'service.name': resource['service.name'], 'faas.name': resource['faas.name'] }),
  );
  return [...new Set(names)].map(text => JSON.parse(text));
}
