import { messagePattern } from '../../../../src/viewer/receiver/analyse/errors/message-pattern';
import { rootCauses } from '../../../../src/viewer/receiver/analyse/errors/root-causes';
import { compareRequests, slowAndTypical } from '../../../../src/viewer/receiver/analyse/operations/compare';
import { compareOperation } from '../../../../src/viewer/receiver/analyse/operations/compare-operation';
import { percentilesOf } from '../../../../src/viewer/receiver/analyse/operations/percentiles';
import { criticalPath, criticalTimes } from '../../../../src/viewer/receiver/analyse/trace/critical-path';
import { selfTime } from '../../../../src/viewer/receiver/analyse/trace/self-time';
import { slowestPath } from '../../../../src/viewer/receiver/analyse/trace/slowest-path';
import { buildTree, type Tree, type TreeNode } from '../../../../src/viewer/receiver/analyse/trace/tree';
import { readTrace } from '../../../../src/viewer/receiver/store/traces/read-trace';
import { type SpanSketch, spanIdOf, storesWith, traceIdOf } from '../make-traces';

function treeOf(...sketches: SpanSketch[]): Tree {
  const { spans } = storesWith(...sketches);
  return buildTree(readTrace(spans, spans.traceByHex(traceIdOf('abc')))!);
}

const nodeNamed = (tree: Tree, name: string) => tree.nodes.find(node => node.span.name === name)!;
const outline = (nodes: readonly TreeNode[]): unknown[] =>
  nodes.map(node =>
    node.children.length === 0 ? node.span.name : { [node.span.name]: outline(node.children) },
  );
const ms = (ns: number) => Math.round(ns / 1e4) / 100;

describe('the tree', () => {
  test('joins spans by their parents, in order of start', () => {
    const tree = treeOf(
      { id: 'c', parent: 'a', from: 30, to: 40 },
      { id: 'b', parent: 'a', from: 10, to: 20 },
      { id: 'a', from: 0, to: 50 },
      { id: 'd', parent: 'b', from: 11, to: 12 },
    );
    expect(outline(tree.roots)).toEqual([{ a: [{ b: ['d'] }, 'c'] }]);
    expect(tree.nodes.map(node => node.depth)).toEqual([0, 1, 2, 1]);
  });

  test('a span whose parent has not come is a root', () => {
    const tree = treeOf({ id: 'b', parent: 'a', from: 0, to: 1 }, { id: 'd', parent: 'c', from: 2, to: 3 });
    expect(outline(tree.roots)).toEqual(['b', 'd']);
  });

  test('a ring of parents, and a span that is its own parent, are cut open', () => {
    const tree = treeOf(
      { id: 'a', parent: 'c', from: 0, to: 9 },
      { id: 'b', parent: 'a', from: 1, to: 8 },
      { id: 'c', parent: 'b', from: 2, to: 7 },
      { id: 'd', parent: 'd', from: 3, to: 4 },
    );
    expect(tree.nodes.map(node => node.span.name).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(tree.roots.length).toBe(2);
    for (const root of tree.roots) expect(criticalPath(root).length).toBeGreaterThan(0);
  });

  test('a span that was sent twice counts once', () => {
    const span = { id: 'b', parent: 'a', from: 0, to: 1 };
    expect(treeOf({ id: 'a', from: 0, to: 2 }, span, span).nodes).toHaveLength(2);
  });

  test("Zipkin's client and server halves with one id become caller and called", () => {
    const tree = treeOf(
      { id: 'a', name: 'call', service: 'front', kind: 'client', from: 0, to: 10 },
      { id: 'a', name: 'serve', service: 'back', kind: 'server', from: 1, to: 9 },
      { id: 'b', parent: 'a', name: 'query', service: 'back', kind: 'client', from: 2, to: 3 },
    );
    expect(outline(tree.roots)).toEqual([{ call: [{ serve: ['query'] }] }]);
  });

  test.each([
    ['before its caller', -50, -40, 45],
    ['after its caller', 200, 210, 45],
  ])(
    "another machine's span that lies %s is moved into the call, and what is below with it",
    (_where, from, to, start) => {
      const tree = treeOf(
        { id: 'a', name: 'call', host: 'one', kind: 'client', from: 0, to: 100 },
        { id: 'b', parent: 'a', name: 'serve', host: 'two', from, to },
        { id: 'c', parent: 'b', name: 'inside', host: 'two', from: from + 1, to: to - 1 },
      );
      const origin = nodeNamed(tree, 'call').startNs;
      expect(ms(nodeNamed(tree, 'serve').startNs - origin)).toBe(start);
      expect(ms(nodeNamed(tree, 'inside').startNs - origin)).toBe(start + 1);
      expect(nodeNamed(tree, 'serve').skewNs).not.toBe(0);
    },
  );

  test('ten thousand spans, one below the other, and as many side by side', () => {
    const id = (n: number) => (n + 1).toString(16);
    const deep = Array.from({ length: 10_000 }, (_, n) => ({
      id: id(n),
      ...(n > 0 ? { parent: id(n - 1) } : {}),
      from: 0,
      to: 9,
    }));
    const tree = treeOf(...deep);
    expect(tree.nodes.at(-1)!.depth).toBe(9999);
    expect(criticalPath(tree.roots[0]!)).toHaveLength(1);
    expect(slowestPath(tree.roots[0]!).length).toBe(10_000);
    const wide = Array.from({ length: 10_000 }, (_, n) => ({
      id: id(n + 1),
      parent: '1',
      from: n,
      to: n + 1,
    }));
    const flat = treeOf({ id: '1', from: 0, to: 10_000 }, ...wide);
    expect(selfTime(flat.roots[0]!)).toBe(0);
    expect(criticalTimes(flat.roots[0]!).size).toBe(10_000);
  });
});

describe('self time', () => {
  test('is the time without any child under way', () => {
    const tree = treeOf(
      { id: 'a', from: 0, to: 100 },
      { id: 'b', parent: 'a', from: 10, to: 40 },
      { id: 'c', parent: 'a', from: 30, to: 50 },
      { id: 'd', parent: 'a', from: 90, to: 130 },
      { id: 'e', parent: 'a', from: 140, to: 150 },
    );
    expect(ms(selfTime(nodeNamed(tree, 'a')))).toBe(50);
  });
});

describe('the critical path', () => {
  const times = (tree: Tree) =>
    Object.fromEntries([...criticalTimes(tree.roots[0]!)].map(([node, ns]) => [node.span.name, ms(ns)]));

  test('of calls one after the other, whose starts were rounded down to milliseconds, goes through each', () => {
    const tree = treeOf(
      { id: 'a', from: 0, to: 1312 },
      { id: 'b', parent: 'a', name: 'charge', from: 16, to: 1310.7 },
      { id: 'c', parent: 'a', name: 'insert', from: 1310, to: 1311 },
    );
    expect(times(tree)).toMatchObject({ charge: 1294, insert: 1 });
  });

  test('of calls one after the other goes through each', () => {
    const tree = treeOf(
      { id: 'a', from: 0, to: 100 },
      { id: 'b', parent: 'a', from: 10, to: 40 },
      { id: 'c', parent: 'a', from: 50, to: 90 },
      { id: 'd', parent: 'c', from: 55, to: 85 },
    );
    expect(times(tree)).toEqual({ a: 30, b: 30, c: 10, d: 30 });
  });

  test('of calls side by side goes through the one that ends last', () => {
    const tree = treeOf(
      { id: 'a', from: 0, to: 100 },
      { id: 'b', parent: 'a', from: 10, to: 60 },
      { id: 'c', parent: 'a', from: 10, to: 90 },
    );
    expect(times(tree)).toEqual({ a: 20, c: 80 });
  });

  test('leaves out what goes on after the parent has ended, however deep', () => {
    const tree = treeOf(
      { id: 'a', from: 0, to: 100 },
      { id: 'b', parent: 'a', from: 10, to: 120 },
      { id: 'c', parent: 'b', from: 20, to: 130 },
      { id: 'd', parent: 'c', from: 30, to: 90 },
      { id: 'e', parent: 'a', from: 150, to: 160 },
    );
    expect(times(tree)).toEqual({ b: 10, a: 10, c: 20, d: 60 });
  });
});

test('the slowest path goes down to the cause, and takes repeated calls together', () => {
  const calls = ['1', '2', '3', '4', '5', '6'].map((id, at) => ({
    id,
    parent: 'a',
    name: 'query',
    from: 10 * at,
    to: 10 * at + 9,
  }));
  const tree = treeOf({ id: 'a', from: 0, to: 100 }, { id: 'b', parent: 'a', from: 65, to: 98 }, ...calls);
  expect(slowestPath(tree.roots[0]!).map(({ label, nodes }) => `${label} x ${nodes.length}`)).toEqual([
    'a x 1',
    'query x 6',
  ]);
});

describe('root causes', () => {
  const causes = (tree: Tree) =>
    rootCauses(tree).map(({ cause, top }) => `${cause.span.name} -> ${top.span.name}`);

  test('is the deepest span that failed first', () => {
    const tree = treeOf(
      { id: 'a', name: 'edge', error: '500', from: 0, to: 100 },
      { id: 'b', parent: 'a', name: 'late', error: 'cancelled', from: 10, to: 90 },
      { id: 'c', parent: 'a', name: 'call', error: '500', from: 10, to: 50 },
      { id: 'd', parent: 'c', name: 'query', error: 'no such table', from: 20, to: 30 },
    );
    expect(causes(tree)).toEqual(['query -> edge']);
  });

  test("passes through the same service's spans that did not fail, and stops at a service that answered well", () => {
    const tree = treeOf(
      { id: 'a', name: 'edge', error: '500', from: 0, to: 100 },
      { id: 'b', parent: 'a', name: 'middleware', from: 0, to: 100 },
      { id: 'c', parent: 'b', name: 'call', error: '500', from: 10, to: 50 },
      { id: 'd', parent: 'a', name: 'other', service: 'other', from: 60, to: 70 },
      { id: 'e', parent: 'd', name: 'retried', service: 'other', error: 'once', from: 61, to: 62 },
    );
    expect(causes(tree)).toEqual(['call -> edge', 'retried -> retried']);
  });
});

test('slow against typical: each part of the extra time, and nothing but it', () => {
  const request = (at: number, gatewayMs: number): SpanSketch[] => [
    { id: `a${at}`, trace: `${at}`, name: 'POST /checkout', from: 0, to: 50 + gatewayMs },
    { id: `b${at}`, trace: `${at}`, parent: `a${at}`, name: 'query', from: 5, to: 15 },
    {
      id: `c${at}`,
      trace: `${at}`,
      parent: `a${at}`,
      name: 'gateway',
      kind: 'client',
      from: 20,
      to: 20 + gatewayMs,
    },
  ];
  const { spans } = storesWith(
    ...[10, 10, 10, 10, 10, 10, 10, 900, 900, 900].flatMap((gatewayMs, at) => request(at + 1, gatewayMs)),
  );
  const roots = Array.from({ length: 10 }, (_, at) => at + 1).map(
    at => buildTree(readTrace(spans, spans.traceByHex(traceIdOf(`${at}`)))!).roots[0]!,
  );
  const { slow, typical } = slowAndTypical(roots, 50);
  const { parts, ...totals } = compareRequests(slow, typical);
  expect({ slow: totals.slow.count, typical: totals.typical.count }).toEqual({ slow: 3, typical: 3 });
  expect(parts[0]).toMatchObject({
    share: 1,
    extraNs: 890e6,
    path: [{ label: 'POST /checkout' }, { label: 'gateway' }],
  });
  expect(parts.reduce((sum, part) => sum + part.extraNs, 0)).toBe(totals.slow.meanNs - totals.typical.meanNs);
});

test('G6: shares are of the added time, and add up to one whole though some steps take less', () => {
  const request = (
    at: number,
    [queryMs, cacheMs, restMs]: readonly [number, number, number],
  ): SpanSketch[] => [
    { id: `a${at}`, trace: `${at}`, name: 'GET /', from: 0, to: queryMs + cacheMs + restMs },
    { id: `b${at}`, trace: `${at}`, parent: `a${at}`, name: 'query', from: 0, to: queryMs },
    { id: `c${at}`, trace: `${at}`, parent: `a${at}`, name: 'cache', from: queryMs, to: queryMs + cacheMs },
  ];
  const slow = [1, 2, 3];
  const typical = [4, 5, 6];
  const { spans } = storesWith(
    ...slow.flatMap(at => request(at, [90, 0, 30])),
    ...typical.flatMap(at => request(at, [10, 20, 10])),
  );
  const nodes = (traces: readonly number[]) =>
    traces.map(at => buildTree(readTrace(spans, spans.traceByHex(traceIdOf(`${at}`)))!).roots[0]!);
  const { parts } = compareRequests(nodes(slow), nodes(typical));
  expect(parts.map(({ path, share }) => `${path.at(-1)!.label} ${share}`)).toEqual([
    'query 0.8',
    'GET / 0.2',
    'cache 0',
  ]);
});

test('G6: nine requests are too few to compare, ten are enough', () => {
  const requests = (count: number): SpanSketch[] =>
    Array.from({ length: count }, (_, at) => ({
      ...{ id: 'a', trace: `${at + 1}`, name: 'GET /', kind: 'server', from: 0, to: 10 + at },
    }));
  const compared = (count: number) =>
    compareOperation(
      storesWith(...requests(count)).spans,
      { service: 'shop', name: 'GET /' },
      { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER },
    );
  expect(compared(9)).toEqual({
    requests: 9,
    needed: 10,
    slowest: { traceId: traceIdOf('9'), spanId: spanIdOf('a') },
  });
  expect(compared(10)).toMatchObject({ slow: { count: 3 }, typical: { count: 3 } });
  expect(compared(0)).toBeUndefined();
});

test('percentiles: exact for few, within a hundredth for many', () => {
  expect(percentilesOf([5, 1, 3])).toEqual({ p50Ns: 3, p95Ns: 5, p99Ns: 5, maxNs: 5 });
  expect(percentilesOf([])).toEqual({ p50Ns: 0, p95Ns: 0, p99Ns: 0, maxNs: 0 });
  const many = percentilesOf(Array.from({ length: 50_000 }, (_, at) => at * 1000));
  expect(many.p50Ns / 25e6).toBeCloseTo(1, 1.9);
  expect(many.p99Ns / 49.5e6).toBeCloseTo(1, 1.9);
});

test.each([
  ['user 4711 was not found', 'user # was not found'],
  ['job 0b0d2c8e-5f5a-4c1e-9d0e-9d9a3f0b6a11 took 3.5 s', 'job # took # s'],
  ['no commit deadbeef42', 'no commit #'],
  ['the facade decided', 'the facade decided'],
  ['first line\nsecond line', 'first line'],
])('message pattern of %p', (message, pattern) => {
  expect(messagePattern(message)).toBe(pattern);
});
