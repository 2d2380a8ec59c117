import type { NodeMajor } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { childrenOf, type OwnRun, ownRun, textOf } from './own-run';

export type Way = 'import' | 'require';

/** Runs the fixture of a client with the agent and without. */
export function kafkaRun(
  modules: string,
  client: string,
  way: Way,
  nodeMajor: NodeMajor,
  more: Readonly<Record<string, string>> = {},
): Promise<OwnRun> {
  const args = [modules, client, way];
  // kafkajs makes Node 24 warn of a timer.
  const nodeArgs = ['--no-warnings'];
  const env = { TEST_KAFKA_URL: process.env.TEST_KAFKA_URL, ...more };
  const limitMs = 60_000;
  return ownRun({ script: 'instrument/own/kafka-messages.cjs', args, nodeArgs, env, nodeMajor, limitMs });
}

/** Lines of the work on a message. */
export const taken = (indent = '  ') => [`${indent}consumer process orders`, `${indent}  internal work`];
/** Lines of a message's way. */
export const sent = ['producer send orders', ...taken()];

/** Tests of any client: contexts of callers at once, and the app's own view. */
export function behavesAsBare(run: () => OwnRun): void {
  test('100 at once are each in their own trace', () => {
    for (let i = 0; i < 100; i++) expect(tree(run(), `request ${i}`)).toEqual(sent);
  });

  test('shows the app what bare Node shows, and nothing secret to others', () => {
    expect(run().lines).toEqual(run().bare);
    expect(run().lines.length).toBeGreaterThan(6);
    expect(named(run(), 'lost the context')).toEqual([]);
    expect(textOf(run())).not.toContain('hunter2');
  });
}

/** Expects the attributes of a message's spans; `place` is in the sender's, if the client tells it. */
export function expectAttributes(run: OwnRun, place: object): void {
  const [above] = named(run, 'sends');
  const [producer] = childrenOf(run.spans, above);
  const [consumer] = childrenOf(run.spans, producer);
  const common = {
    'messaging.system': 'kafka',
    'messaging.destination.name': expect.stringMatching(/^p\d+-\w+-orders$/),
    'messaging.kafka.message.key': 'key',
  };
  expect(producer!.attributes).toEqual({
    ...common,
    ...place,
    'messaging.operation.name': 'send',
    'messaging.operation.type': 'send',
  });
  expect(consumer!.attributes).toEqual({
    ...common,
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.consumer.group.name': expect.stringMatching(/-each$/),
    'messaging.destination.partition.id': '0',
    'messaging.kafka.offset': 0,
  });
}

/** Link to the span that sent below the span of this name. */
export function linkTo(run: OwnRun, name: string): object {
  const [producer] = childrenOf(run.spans, named(run, name)[0]);
  return expect.objectContaining({ traceId: producer!.traceId, spanId: producer!.spanId });
}

const shownName = ({ name }: CollectedSpan) => name.replace(/p\d+-\w+-/, '');
/** Spans of this name, topics without the process' prefix. */
export const named = ({ spans }: OwnRun, name: string) => spans.filter(span => shownName(span) === name);
/** Lines of the spans below the span of this name. */
export const tree = (run: OwnRun, name: string) => lines(run.spans, named(run, name)[0]);

/** Lines of the spans below a span; topics without the process' prefix. */
export function lines(
  spans: readonly CollectedSpan[],
  above: CollectedSpan | undefined,
  indent = '',
): string[] {
  return childrenOf(spans, above).flatMap(span => {
    const { status, attributes } = span;
    const error = status.code === 'error' ? ['!', attributes['error.type']] : [];
    return [[indent + span.kind, shownName(span), ...error].join(' '), ...lines(spans, span, `${indent}  `)];
  });
}
