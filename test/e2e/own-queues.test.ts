import { installPackages } from '../agent/boot/guard/install-package';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { describeWith } from '../services/describe-with';
import { sliced } from '../slice';
import { childrenOf, type OwnRun, ownRun, textOf } from './own-run';

sliced(describeWith('redis')).each(NODE_MAJORS)('E7: BullMQ, Node %s', nodeMajor => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages({ bullmq: '6.7.0', 'bullmq-otel': '2.0.1', ioredis: '6.0.0' })];
    const env = { TEST_REDIS_URL: process.env.TEST_REDIS_URL };
    run = await ownRun({ script: 'instrument/own/bullmq-jobs.cjs', args, env, nodeMajor });
  });

  /** Lines of the spans below the span of this name, commands of Redis apart. */
  const tree = (name: string) => lines(run.spans, run.spans.find(span => span.name === name)!);
  const job = (name: string) => ['  consumer process orders', `    internal work of ${name}`];

  test('a job is one trace from the queue to the work', () => {
    expect(tree('adds')).toEqual(['producer add orders', ...job('one')]);
  });

  test('a job that fails has the error on its processing, without data', () => {
    const failed = run.spans.find(({ name, status }) => name === 'process orders' && status.code === 'error');
    expect(failed!.status.message).toBe('no "?" here');
    expect(failed!.attributes).toMatchObject({
      'messaging.system': 'bullmq',
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': 'orders',
      'messaging.message.id': expect.any(String),
      'bullmq.job.name': 'fails',
      'error.type': 'Error',
    });
  });

  test('jobs that are added together go on below the one span', () => {
    expect(tree('adds many')).toEqual(['producer addBulk orders', ...job('a'), ...job('b')]);
  });

  test('a flow has a span for each of its jobs', () => {
    const indented = (name: string, by: string) => job(name).map(line => by + line);
    expect(tree('adds a flow').sort()).toEqual(
      [
        'producer addFlow orders',
        '  producer addNode orders',
        ...indented('parent', '  '),
        '    producer addNode orders',
        ...indented('child', '    '),
      ].sort(),
    );
  });

  test('bullmq-otel continues the trace, and its traces are continued', () => {
    expect(tree('their worker').sort()).toEqual([
      '    internal complete crossed',
      '    internal work of crossing',
      '  consumer process crossed',
      'producer add crossed',
    ]);
    expect(tree('their queue')).toEqual([
      'producer add theirs.crossing',
      '  consumer process theirs',
      '    internal work of crossing',
    ]);
  });

  test('a job that shall not pass the context on begins a trace of its own', () => {
    expect(tree('does not pass the context on')).toEqual(['producer add orders']);
  });

  test('100 at once are each in their own trace', () => {
    for (let i = 0; i < 100; i++)
      expect(tree(`request ${i}`)).toEqual(['producer add orders', ...job(`job ${i}`)]);
  });

  test('shows the app what bare Node shows, and nothing secret to others', () => {
    expect(run.lines).toEqual(run.bare);
    expect(textOf(run)).not.toContain('hunter2');
  });
});

function lines(spans: readonly CollectedSpan[], above: CollectedSpan, indent = ''): string[] {
  return childrenOf(spans, above)
    .filter(({ scope }) => !scope.name.includes('redis'))
    .flatMap(span => [`${indent}${span.kind} ${span.name}`, ...lines(spans, span, `${indent}  `)]);
}

describeWith('rabbitmq')('messages that amqplib fetches', () => {
  let run: OwnRun;
  beforeAll(async () => {
    const env = { TEST_RABBITMQ_URL: process.env.TEST_RABBITMQ_URL };
    run = await ownRun({ script: 'instrument/own/amqplib-get.cjs', env });
  });

  const fetched = (name: string) =>
    childrenOf(
      run.spans,
      run.spans.find(span => span.name === name),
    );

  test('have a span below the caller, with the publisher as its link', () => {
    const [publisher] = fetched('publishes');
    const [span, ...others] = fetched('fetches');
    expect(others).toEqual([]);
    expect(span).toMatchObject({
      name: expect.stringMatching(/ receive$/),
      kind: 'consumer',
      status: { code: 'unset' },
      attributes: {
        'messaging.system': 'rabbitmq',
        'messaging.operation': 'receive',
        'messaging.rabbitmq.routing_key': expect.any(String),
        'messaging.message_id': 'one',
      },
      links: [{ traceId: publisher!.traceId, spanId: publisher!.spanId }],
    });
    expect(fetched('fetches with a callback').map(({ kind }) => kind)).toEqual(['consumer']);
  });

  test('have an error where there is no queue, and none where the queue is empty', () => {
    const nothing = fetched('fetches nothing').map(({ status, links }) => [status.code, links.length]);
    expect(nothing).toEqual([['unset', 0]]);
    expect(fetched('fetches badly').map(({ status }) => status.code)).toEqual(['error']);
    const [nowhere] = fetched('fetches from nowhere');
    expect(nowhere!.status).toMatchObject({
      code: 'error',
      message: expect.stringContaining('404 (NOT-FOUND)'),
    });
  });

  test('reach the app as without the agent, in its own context', () => {
    expect(run.lines).toEqual(run.bare);
    expect(run.spans.filter(({ name }) => name === 'lost the context')).toEqual([]);
  });
});
