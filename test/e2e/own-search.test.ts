import { installPackages } from '../agent/boot/guard/install-package';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { sliced } from '../slice';
import { childrenOf, type OwnRun, ownRun, textOf } from './own-run';

const PACKAGES = { '@opensearch-project/opensearch': '3.9.0', '@elastic/elasticsearch': '9.4.3' };

sliced(describe).each([
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor, format: 'esm' })),
  { nodeMajor: 24 as const, format: 'cjs' },
])('OpenSearch and Elasticsearch, %p', ({ nodeMajor, format }) => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages(PACKAGES), format];
    run = await ownRun({ script: 'instrument/own/opensearch-requests.mjs', args, nodeMajor });
  });
  const sent = (name: string) =>
    childrenOf(
      run.spans,
      run.spans.find(span => span.name === name),
    );
  const describeSpan = ({ kind, name, status }: CollectedSpan) =>
    `${kind} ${name}${status.code === 'error' ? ' !' : ''}`;

  test.each([
    ['searches', 'client search orders'],
    ['indexes', 'client index orders'],
    ['gets', 'client get orders'],
    ['asks for the health', 'client cluster.health'],
    ['creates an index', 'client indices.create orders'],
    ['fails', 'client search missing !'],
    ['calls back', 'client search orders'],
    ['Elasticsearch', 'client search'],
  ])('%s', (name, expected) => {
    const spans = sent(name);
    expect(spans.map(describeSpan)).toEqual([expected]);
    expect(childrenOf(run.spans, spans[0]).map(({ kind }) => kind)).toEqual(['client']);
  });

  test('a span has what the semantic conventions say', () => {
    expect(sent('searches')[0]!.attributes).toEqual({
      'db.system.name': 'opensearch',
      'db.operation.name': 'search',
      'db.collection.name': 'orders',
      'db.response.status_code': '200',
      'http.request.method': 'POST',
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
    });
    expect(sent('fails')[0]!.attributes).toMatchObject({
      'db.response.status_code': '404',
      'error.type': 'ResponseError',
    });
    expect(sent('aborts')[0]!.attributes['error.type']).toBe('RequestAbortedError');
  });

  test('100 at once are below their own callers', () => {
    for (let i = 0; i < 100; i++)
      expect(sent(`request ${i}`).map(({ name }) => name)).toEqual([`search orders${i}`]);
  });

  test('the app sees what bare Node shows, and nobody else what was searched for', () => {
    expect(run.lines).toEqual(run.bare);
    expect(run.spans.filter(({ name }) => name === 'lost the context')).toEqual([]);
    const own = run.spans.filter(({ scope }) => scope.name.startsWith('otel-agent'));
    expect(textOf({ ...run, spans: own })).not.toContain('hunter2');
  });
});
