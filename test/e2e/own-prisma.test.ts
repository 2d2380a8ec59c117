import { installPackages } from '../agent/boot/guard/install-package';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { describeWith } from '../services/describe-with';
import { sliced } from '../slice';
import { childrenOf, type OwnRun, ownRun, textOf } from './own-run';

const PACKAGES = { '@prisma/client': '7.10.0', '@prisma/adapter-pg': '7.10.1', pg: '8.23.1' };

sliced(describeWith('postgres')).each([
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor, format: 'esm' })),
  { nodeMajor: 24 as const, format: 'cjs' },
])('E2: a client by the generator of Prisma 7, %p', ({ nodeMajor, format }) => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages(PACKAGES), format];
    const env = { TEST_POSTGRES_URL: process.env.TEST_POSTGRES_URL };
    run = await ownRun({ script: 'instrument/own/prisma-client.mjs', args, env, nodeMajor });
  });
  const tree = (name: string) =>
    lines(
      run.spans,
      run.spans.find(span => span.name === name),
    );
  const operation = (name: string, verb: string) => [
    `internal prisma:client:operation ${name}`,
    ' client prisma:client:db_query',
    `  client pg.query:${verb} postgres`,
  ];

  test('has a span for an operation, and one for its statement by Prisma above that of the driver', () => {
    expect(tree('creates')).toEqual(operation('Word.create', 'INSERT'));
    expect(tree('finds')).toEqual(operation('Word.findMany', 'SELECT'));
    expect(tree('raw')).toEqual(operation('queryRaw', 'SELECT'));
  });

  test('tells of an operation that fails', () => {
    expect(tree('fails')).toEqual(operation('Word.create', 'INSERT').map(line => `${line} !`));
    const [failed] = childrenOf(
      run.spans,
      run.spans.find(({ name }) => name === 'fails'),
    );
    expect(failed!.attributes['error.type']).toBe('P2002');
    expect(failed!.status.message).toBe('');
  });

  test('has a transaction around its operations', () => {
    const spans = tree('a transaction');
    expect(spans[0]).toBe('internal prisma:client:transaction');
    expect(spans.filter(line => line.endsWith('operation Word.count'))).toHaveLength(2);
    expect(spans.filter(line => line.endsWith('pg.query:SELECT postgres'))).toHaveLength(2);
  });

  test('has 100 at once below their own callers', () => {
    for (let i = 0; i < 100; i++) expect(tree(`request ${i}`)).toEqual(operation('Word.findFirst', 'SELECT'));
  });

  test('shows the app what bare Node shows, and nothing secret to others', () => {
    expect(run.lines).toEqual(run.bare);
    expect(textOf(run)).not.toContain('hunter2');
  });
});

/** Lines of the spans below a span; those of connections and of preparation apart. */
function lines(spans: readonly CollectedSpan[], above: CollectedSpan | undefined, indent = ''): string[] {
  return childrenOf(spans, above)
    .filter(({ name }) => !/connect|:serialize|:compile/.test(name))
    .flatMap(span => [indent + describeSpan(span), ...lines(spans, span, `${indent} `)]);
}

function describeSpan({ kind, name, attributes, status }: CollectedSpan): string {
  const operation = name.endsWith(':operation') && attributes.name;
  return [kind, name, operation, status.code === 'error' && '!'].filter(Boolean).join(' ');
}
