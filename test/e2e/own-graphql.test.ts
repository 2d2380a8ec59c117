import { installPackages } from '../agent/boot/guard/install-package';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { sliced } from '../slice';
import { childrenOf, type OwnRun, ownRun, textOf } from './own-run';

const PACKAGES = {
  graphql: '16.15.0',
  'graphql-yoga': '5.24.1',
  mercurius: '16.10.1',
  fastify: '5.12.8',
};
/** Order in which the spans of an operation begin. */
const OPERATION = ['graphql.parse', 'graphql.validate'];

sliced(describe).each([
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor, format: 'esm' })),
  { nodeMajor: 24 as const, format: 'cjs' },
])('E7: GraphQL Yoga and Mercurius, %p', ({ nodeMajor, format }) => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages(PACKAGES), format];
    run = await ownRun({ script: 'instrument/own/graphql-servers.mjs', args, nodeMajor });
  });

  describe.each(['yoga', 'mercurius'])('%s', server => {
    const tree = (name: string) =>
      lines(
        run.spans,
        run.spans.find(span => span.name === `${server} ${name}`),
      );

    test('has one span for each operation, above its resolvers', () => {
      expect(tree('asks')).toEqual([...OPERATION, 'query Order', ' finds a']);
      expect(tree('asks again')).toEqual(['query Order', ' finds b']);
      expect(tree('waits')).toEqual([...OPERATION, 'query', ' finds hunter2', ' finds later']);
      expect(tree('fails')).toEqual([...OPERATION, 'query']);
      expect(tree('is refused')).toEqual(OPERATION);
    });

    test('has the operations of 100 requests at once below their own servers', () => {
      for (let i = 0; i < 100; i++) expect(tree(`request ${i}`)).toEqual(['query Order', ` finds ${i}`]);
    });
  });

  test('a subscription has a span, too', () => {
    const above = run.spans.find(({ name }) => name === 'yoga subscribes');
    expect(lines(run.spans, above)).toEqual([...OPERATION, 'subscription Ticks']);
  });

  test('spans are as upstream makes them, literals apart', () => {
    const own = run.spans.find(({ name, scope }) => name === 'query' && scope.name.includes('graphql-tools'));
    expect(own!.kind).toBe('internal');
    expect(own!.attributes).toEqual({
      'graphql.operation.type': 'query',
      'graphql.source': '{ later order(id: "*") }',
    });
    expect(textOf(run).replaceAll('finds hunter2', '')).not.toContain('hunter2');
  });

  test('the app sees what bare Node shows', () => expect(run.lines).toEqual(run.bare));
});

test('they have none where their instrumentation is off', async () => {
  const { spans } = await ownRun({
    script: 'instrument/own/graphql-servers.mjs',
    args: [await installPackages(PACKAGES), 'esm'],
    env: { OTEL_INSTRUMENTATION_GRAPHQL_TOOLS_ENABLED: 'false' },
  });
  expect(spans.some(({ name }) => name === 'graphql.validate')).toBe(true);
  expect(spans.filter(({ scope }) => scope.name.includes('graphql-tools'))).toEqual([]);
});

/** Names of the app's and of GraphQL's spans below a span, however deep below the servers' own. */
function lines(spans: readonly CollectedSpan[], above: CollectedSpan | undefined, indent = ''): string[] {
  return childrenOf(spans, above)
    .sort((one, other) => Number(one.startTimeUnixNano - other.startTimeUnixNano))
    .flatMap(span =>
      /http|undici|fastify/.test(span.scope.name)
        ? lines(spans, span, indent)
        : [indent + span.name, ...lines(spans, span, `${indent} `)],
    );
}
