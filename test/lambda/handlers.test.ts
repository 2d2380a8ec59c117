import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { sliced } from '../slice';
import type { Answer } from './runtime-api';
import { endSandboxes, startTracedSandbox } from './traced-sandbox';

/* Every kind of handler under AWS's own runtime interface client, whose process stands still between invocations. */

jest.setTimeout(20 * 60_000); // The client's native part is built the first time.
jest.retryTimes(3); // On a busy machine, 200 ms may be over before everything has left.
afterEach(endSandboxes);

const SERVER = 2;

const HANDLERS: readonly [handler: string, body: string][] = [
  ['index.handler', '{"statusCode":200,"body":"done"}'],
  ['index.nested.deep.handler', '"nested"'],
  ['index.plain', '"plain"'],
  ['compiled.handler', '"compiled"'],
  ['module.handler', '{"statusCode":200,"body":"[\\"default\\",\\"handler\\"]"}'],
  ['module.app.handler', '"of the default export"'],
];

sliced(describe).each([22, 24] as const)('D13: Node %i', nodeMajor => {
  test.each(HANDLERS)(
    '%s has a span for each invocation, which leaves before the answer',
    async (handler, body) => {
      const sandbox = await startTracedSandbox({ handler, nodeMajor });
      const answers = [await sandbox.invoke({}), await sandbox.invoke({})] as Answer[];
      expect(answers).toMatchObject([
        { body, failed: false },
        { body, failed: false },
      ]);
      const spans = sandbox.handlerSpans();
      expect(spans).toMatchObject([
        {
          name: 'orders',
          kind: SERVER,
          parentSpanId: '',
          attributes: {
            'faas.trigger': 'other',
            'faas.coldstart': true,
            'faas.invocation_id': 'request-1',
            'cloud.resource_id': 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
            'cloud.account.id': '123456789012',
          },
          resource: {
            'service.name': 'orders',
            'faas.name': 'orders',
            'faas.max_memory': 134217728,
            'cloud.region': 'eu-west-1',
            'cloud.platform': 'aws_lambda',
          },
        },
        { attributes: { 'faas.coldstart': false, 'faas.invocation_id': 'request-2' } },
      ]);
      expect(spans[0]!.traceId).not.toBe(spans[1]!.traceId);
      for (const [index, { receivedMs }] of spans.entries())
        expect(receivedMs).toBeLessThanOrEqual(answers[index]!.atMs);
    },
  );

  test('what a handler calls is below its span', async () => {
    const server = http.createServer((_request, response) => response.end());
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const sandbox = await startTracedSandbox({ handler: 'calls.handler', nodeMajor });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stock`;
    for (let count = 0; count < 2; count++)
      expect(await sandbox.invoke({ url })).toMatchObject({ body: '200' });
    server.close();
    const own = sandbox.handlerSpans();
    const calls = sandbox.receiver.spans.filter(({ name }) => name === 'GET');
    expect(calls.map(({ parentSpanId, traceId }) => [traceId, parentSpanId])).toEqual(
      own.map(({ spanId, traceId }) => [traceId, spanId]),
    );
    expect(own).toHaveLength(2);
  });

  test.each([
    ['streaming.handler', 'one two', 20],
    ['streaming.returnsEarly', 'late', 30],
  ])('%s: the span lasts until the last byte of the stream', async (handler, body, leastMs) => {
    const sandbox = await startTracedSandbox({ handler, nodeMajor });
    const answer = (await sandbox.invoke({})) as Answer;
    expect(answer.failed).toBe(false);
    expect(answer.body.split('\0').at(-1)).toBe(body);
    const [span] = sandbox.handlerSpans();
    expect(span!.durationMs).toBeGreaterThan(leastMs - 5);
    await sandbox.invoke({});
    expect(sandbox.handlerSpans()).toHaveLength(2);
  });

  test('a stream that fails half-way is an error, for the caller and on the span', async () => {
    const sandbox = await startTracedSandbox({ handler: 'streaming.handler', nodeMajor });
    expect(await sandbox.invoke({ fail: 'no more' })).toMatchObject({ failed: true });
    expect(sandbox.handlerSpans()).toMatchObject([
      {
        status: { code: 2, message: 'no more' },
        attributes: { 'error.type': 'TypeError' },
        events: ['exception'],
      },
    ]);
  });
});

/* The last runtime with callbacks: Lambda's Node 20 and 22 run it. */
sliced(describe).each([20, 22] as const)('D13: Node %i with the runtime that has callbacks', nodeMajor => {
  test.each([
    ['index.handler', {}, '{"statusCode":200,"body":"done"}'],
    ['compiled.handler', {}, '"compiled"'],
    ['module.handler', {}, '{"statusCode":200,"body":"[\\"default\\",\\"handler\\"]"}'],
    ['index.calledBack', {}, '"called back"'],
    ['index.calledBack', { context: true }, '"by context"'],
    ['index.calledBack', { emptyLoop: true }, 'null'],
    ['index.plain', {}, 'null'],
  ])('%s %j answers as without the agent, and has its span', async (handler, event, body) => {
    const sandbox = await startTracedSandbox({ handler, nodeMajor, client: 3 });
    for (let count = 1; count < 3; count++) {
      const answer = (await sandbox.invoke(event)) as Answer;
      expect(answer).toMatchObject({ body, failed: false });
      expect(sandbox.handlerSpans()).toHaveLength(count);
    }
  });

  test('an error that is called back is on the span', async () => {
    const sandbox = await startTracedSandbox({ handler: 'index.calledBack', nodeMajor, client: 3 });
    expect(await sandbox.invoke({ fail: true })).toMatchObject({ failed: true });
    expect(sandbox.handlerSpans()).toMatchObject([{ status: { code: 2 }, events: ['exception'] }]);
  });
});
