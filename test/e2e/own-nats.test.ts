import { installPackages } from '../agent/boot/guard/install-package';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { describeWith } from '../services/describe-with';
import { sliced } from '../slice';
import { childrenOf, type OwnRun, ownRun, textOf } from './own-run';

/** Both clients: `core` is loaded by `import` where `two` is loaded by `require`, and the other way round. */
const CLIENTS = ['core', 'two'] as const;

sliced(describeWith('nats')).each(NODE_MAJORS)('E7: NATS, Node %s', nodeMajor => {
  let run: OwnRun;
  beforeAll(async () => {
    const modules = await installPackages({
      '@nats-io/jetstream': '3.4.0',
      '@nats-io/transport-node': '3.4.0',
      nats: '2.29.3',
    });
    const args = [modules, CLIENTS[NODE_MAJORS.indexOf(nodeMajor) % 2]!];
    const env = { TEST_NATS_URL: process.env.TEST_NATS_URL };
    run = await ownRun({ script: 'instrument/own/nats-messages.cjs', args, env, nodeMajor });
  });

  test('shows the app what bare Node shows, and nothing secret to others', () => {
    expect(run.lines).toEqual(run.bare);
    expect(textOf(run)).not.toContain('hunter2');
  });

  test('nothing runs in the context of the socket', () => {
    expect(run.spans.filter(({ name }) => name === 'lost the context')).toEqual([]);
    for (const name of CLIENTS) expect(tree(run, `${name} connects`)).toEqual([]);
  });

  describe.each(CLIENTS)('%s', client => {
    const below = (name: string) => tree(run, `${client} ${name}`);
    const taken = (subject: string) => [`  consumer process ${client}.${subject}`, '    internal work'];
    const orders = taken('orders.>');

    test('a message is one trace from its publisher to the work', () => {
      expect(below('publishes')).toEqual([`producer publish ${client}.plain`, ...taken('plain')]);
      expect(below('keeps headers')).toEqual(below('publishes'));
      expect(below('writes as Go')).toEqual(below('publishes'));
      expect(below('publishes to a group')).toEqual([`producer publish ${client}.orders.new`, ...orders]);
      const [lines, goes] = ['keeps headers', 'writes as Go'].map(name =>
        headersOf(run, `${client} ${name}`),
      );
      expect(lines).toEqual(['Lines', 'lines', 'traceparent']);
      expect(goes).toEqual(['Traceparent']);
      const [consumer] = named(run, `process ${client}.orders.>`).filter(({ attributes }) =>
        String(attributes['messaging.destination.name']).endsWith('.orders.new'),
      );
      expect(consumer!.attributes).toEqual({
        'messaging.system': 'nats',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': expect.stringContaining('.orders.new'),
        'messaging.destination.template': expect.stringContaining('.orders.>'),
        'messaging.consumer.group.name': 'workers',
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(process.env.TEST_NATS_URL!).port),
      });
    });

    test('a request is one span, and the trace goes on where it is answered', () => {
      expect(below('asks')).toEqual([`client request ${client}.orders.one`, ...orders]);
      expect(below('asks alone')).toEqual([`client request ${client}.orders.two`, ...orders]);
      expect(below('collects answers')).toEqual([`producer publish ${client}.orders.three`, ...orders]);
    });

    test('errors are named', () => {
      const core = client === 'core';
      const error = (name: string) => below(name).filter(line => line.includes('!'));
      const none = core ? 'NoResponders' : '503';
      const late = core ? 'TimeoutError' : 'TIMEOUT';
      expect(error('asks nobody')).toEqual([`client request ${client}.nobody ! ${none}`]);
      expect(error('asks nobody alone')).toEqual([`client request ${client}.nobody ! ${none}`]);
      expect(error('asks the silent')).toEqual([`client request ${client}.silent ! ${late}`]);
      expect(error('asks the silent alone')).toEqual([`client request ${client}.silent ! ${late}`]);
      expect(error('asks in no time')).toHaveLength(1);
      expect(error('publishes nowhere')).toHaveLength(1);
      expect(error('publishes too much')).toHaveLength(1);
      expect(error('fails')).toEqual([`  consumer process ${client}.orders.> ! Error`]);
    });

    test('a message without room for headers goes without them, and begins a trace', () => {
      expect(below('publishes the largest')).toEqual([`producer publish ${client}.plain`]);
    });

    test('a loop over a subscription has no spans', () => {
      expect(below('loops')).toEqual([`producer publish ${client}.loop`]);
    });

    describe('JetStream', () => {
      const kept = (subject: string) => `client request ${client}.${subject}`;
      const acknowledged = (subject: string) => [
        `  consumer process ${client}.${subject}`,
        `    client ack ${client}.${subject}`,
      ];

      test('has the spans of the messages it is given, and none of its own', () => {
        expect(below('keeps a message')).toEqual([kept('stream')]);
        expect(run.spans.filter(({ name }) => name.includes('$JS'))).toEqual([]);
      });

      test('a callback works in the span of its message, in the trace of its publisher', () => {
        const [consumer, settled] = acknowledged('kept.*');
        expect(below('consumes')).toEqual([kept('kept.one'), consumer, '    internal work', settled]);
        expect(below('waits for the server')).toEqual([kept('kept.one'), consumer, settled]);
        if (client === 'core')
          expect(below('is pushed')).toEqual([
            kept('stream'),
            '  consumer process core.stream',
            '    internal work',
            '    client ack core.stream',
          ]);
        const [span] = named(run, `process ${client}.kept.*`);
        expect(span!.attributes).toMatchObject({
          'messaging.operation.type': 'process',
          'messaging.destination.name': expect.stringContaining('.kept.one'),
          'messaging.destination.template': expect.stringContaining('.kept.*'),
          'messaging.destination.subscription.name': 'kept',
          'server.address': '127.0.0.1',
        });
      });

      test('messages of loops and of next() have spans in the traces of their publishers, until they are settled', () => {
        const one = [kept('stream'), ...acknowledged('stream')];
        const [looped, fetched] = ['consumes in a loop', 'fetches'].map(name => below(name).sort());
        expect(looped).toEqual([...one, ...one, 'internal work', 'internal work'].sort());
        expect(fetched).toEqual([...one, 'internal work'].sort());
        expect(below('takes the next')).toEqual([
          kept('stream'),
          `  consumer process ${client}.stream`,
          `    client nak ${client}.stream`,
          `  consumer process ${client}.stream`,
          `    client term ${client}.stream`,
        ]);
        expect(below('takes and forgets')).toEqual([
          kept('kept.careless'),
          `  consumer process ${client}.kept.careless`,
        ]);
      });

      test('100 at once are each in their own trace', () => {
        for (let i = 0; i < 100; i++)
          expect(below(`job ${i}`)).toEqual([
            kept('kept.careless'),
            `  consumer process ${client}.kept.careless`,
          ]);
      });
    });

    test('100 at once are each in their own trace', () => {
      for (let i = 0; i < 100; i++)
        expect(below(`request ${i}`)).toEqual([
          `producer publish ${client}.orders.${i}.published`,
          ...orders,
          `client request ${client}.orders.${i}.asked`,
          ...orders,
        ]);
    });
  });
});

const named = ({ spans }: OwnRun, name: string) =>
  spans.filter(span => span.name.replace(PREFIX, '') === name);

/** Names of the headers of the message that was taken in the trace of this name. */
function headersOf({ spans }: OwnRun, name: string): unknown {
  const { traceId } = spans.find(span => span.name === name)!;
  return spans.find(span => span.name === 'work' && span.traceId === traceId)?.attributes.headers;
}

/** Lines of the spans below the span of this name; subjects without the process' prefix. */
function tree({ spans }: OwnRun, name: string): string[] {
  return lines(
    spans,
    spans.find(span => span.name === name),
  );
}

function lines(spans: readonly CollectedSpan[], above: CollectedSpan | undefined, indent = ''): string[] {
  return childrenOf(spans, above).flatMap(span => [
    [indent + span.kind, span.name.replace(PREFIX, ''), ...errorOf(span)].join(' '),
    ...lines(spans, span, `${indent}  `),
  ]);
}

const errorOf = ({ status, attributes }: CollectedSpan) =>
  status.code === 'error' ? ['!', attributes['error.type']] : [];

const PREFIX = /p\d+\./;
