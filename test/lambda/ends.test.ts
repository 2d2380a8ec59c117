import { firstValue, startMetricReceiver } from '../ends/metric-receiver';
import { sliced } from '../slice';
import type { Answer } from './runtime-api';
import { endSandboxes, startTracedSandbox } from './traced-sandbox';

/* Ends of invocations: errors, deadlines, crashes, and receivers that do not answer. */

jest.setTimeout(20 * 60_000);
jest.retryTimes(3);
afterEach(endSandboxes);

sliced(describe).each([22, 24] as const)('Node %i', nodeMajor => {
  const start = (handler: string, env = {}) => startTracedSandbox({ handler, nodeMajor, env });

  test('an error of the handler goes to the runtime, and onto the span', async () => {
    const sandbox = await start('index.handler');
    const answer = (await sandbox.invoke({ fail: 'no such order' })) as Answer;
    expect(answer.failed).toBe(true);
    expect(JSON.parse(answer.body)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such order' });
    expect(sandbox.handlerSpans()).toMatchObject([
      {
        status: { code: 2, message: 'no such order' },
        attributes: { 'error.type': 'TypeError' },
        events: ['exception'],
      },
    ]);
  });

  test('a span that is open 100 ms before the deadline is sent as timed out', async () => {
    const sandbox = await start('index.handler');
    await sandbox.invoke({}); // What loads late is loaded.
    const outcome = await sandbox.invoke({ waitMs: 60_000 }, { timeoutMs: 1000 });
    expect(outcome).toBe('timed out');
    expect(sandbox.handlerSpans()[1]).toMatchObject({
      status: { code: 2, message: 'not finished 100 ms before the deadline' },
      attributes: { 'error.type': 'timeout' },
    });
    expect(sandbox.handlerSpans()[1]!.durationMs).toBeLessThan(1000);
  });

  test('an invocation that ends in time has no such timer left over', async () => {
    const sandbox = await start('index.handler');
    await sandbox.invoke({}, { timeoutMs: 400 });
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(await sandbox.invoke({})).toMatchObject({ failed: false });
    expect(sandbox.handlerSpans().map(({ status }) => status.code ?? 0)).toEqual([0, 0]);
  });

  test('measurements leave at the end of each invocation', async () => {
    const receiver = await startMetricReceiver();
    const sandbox = await start('index.measured', {
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${receiver.endpoint}/v1/metrics`,
      OTEL_RESOURCE_ATTRIBUTES: 'test.run=measured',
    });
    const orders = () => receiver.metricsOf('measured').filter(({ name }) => name === 'orders');
    for (const measured of [1, 2, 3]) {
      await sandbox.invoke({});
      expect(firstValue(orders().at(-1)!)).toBe(measured);
    }
    receiver.close();
  });

  test('an exception that ends the process is on the span, and leaves', async () => {
    const sandbox = await start('index.crash');
    expect(await sandbox.invoke({})).toBe('process ended');
    expect(sandbox.handlerSpans()).toMatchObject([
      { status: { code: 2, message: 'out of bounds' }, attributes: { 'error.type': 'RangeError' } },
    ]);
  });

  test('a receiver that does not answer delays an answer by 200 ms, and gets what it missed first', async () => {
    const sandbox = await start('index.handler');
    await sandbox.invoke({});
    sandbox.receiver.setSilent(true);
    const tookMs = await timed(() => sandbox.invoke({}));
    sandbox.receiver.setSilent(false);
    await sandbox.invoke({});
    expect(tookMs).toBeGreaterThanOrEqual(195);
    expect(tookMs).toBeLessThan(3000); // One export would take up to ten seconds.
    const ids = sandbox.handlerSpans().map(span => span.attributes['faas.invocation_id']);
    expect(ids).toEqual(['request-1', 'request-2', 'request-3']);
  });

  test('no receiver at all costs no time', async () => {
    const sandbox = await start('index.handler', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    const times: number[] = [];
    for (let count = 0; count < 5; count++) times.push(await timed(() => sandbox.invoke({})));
    expect(Math.min(...times)).toBeLessThan(150);
  });
});

test('a process with several invocations at once, whose handlers run in workers, sends batches', async () => {
  const sandbox = await startTracedSandbox({
    handler: 'index.handler',
    nodeMajor: 24,
    env: {
      AWS_LAMBDA_MAX_CONCURRENCY: '4',
      AWS_LAMBDA_NODEJS_WORKER_COUNT: '1',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    },
  });
  for (let count = 0; sandbox.handlerSpans().length < 2 && count < 20; count++)
    expect(await sandbox.invoke({ waitMs: 300 })).toMatchObject({ failed: false });
  expect(sandbox.handlerSpans()[0]).toMatchObject({
    name: 'orders',
    attributes: { 'faas.coldstart': false },
  });
});

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedMs = Date.now();
  await run();
  return Date.now() - startedMs;
}
