import { type TracedRun, tracedRun } from '../agent/instrument/lean/traced-run';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { sliced } from '../slice';

const SERVERS = ['http', 'express', 'fastify'];

sliced(describe).each(NODE_MAJORS)('D4: clients that leave before an answer, Node %i', nodeMajor => {
  let run: TracedRun;
  beforeAll(async () => {
    run = await tracedRun({ script: 'cases/unsent-status.cjs', nodeMajor });
  });

  const STATUS = 'http.response.status_code';
  const pathOf = ({ attributes }: CollectedSpan) => decodeURIComponent(String(attributes['url.path']));
  const ending = (end: string) => run.spans.filter(span => pathOf(span).endsWith(end));

  test('no status code where no byte of it was sent, and no error of the server', () => {
    const unsent = ending('/unsent').filter(({ kind }) => kind === 'server');
    expect(unsent.map(pathOf).length).toBe(SERVERS.length * 8);
    for (const span of unsent)
      expect([pathOf(span), span.attributes[STATUS], span.status.code]).toEqual([
        pathOf(span),
        undefined,
        'unset',
      ]);
    const routes = unsent
      .map(({ attributes }) => attributes['http.route'])
      .filter(route => route !== undefined);
    expect(routes).toEqual(Array(2 * 8).fill('/:server/:name/:sent'));
  });

  test('the status code of what was sent, be it a part', () => {
    const sent = ending('/sent').filter(({ kind }) => kind === 'server');
    expect(sent.map(span => [pathOf(span), span.attributes[STATUS]])).toEqual(
      sent.map(span => [pathOf(span), 201]),
    );
    expect(sent.length).toBe(SERVERS.length * 3);
  });

  test("fastify's own spans say the same", () => {
    const own = run.spans.filter(({ scope, name }) => scope.name === '@fastify/otel' && name === 'request');
    expect(own.length).toBe(8 + 3);
    expect(own.map(span => span.attributes[STATUS] !== undefined)).toEqual(
      own.map(span => pathOf(span).endsWith('/sent')),
    );
  });

  test('the metric counts them without a status', () => {
    const counts = new Map<unknown, number>();
    for (const { name, points } of run.metrics)
      if (name === 'http.server.request.duration')
        for (const { attributes, count = 0 } of points)
          counts.set(attributes[STATUS], Math.max(counts.get(attributes[STATUS]) ?? 0, count));
    expect([...counts.keys()].sort()).toEqual([201, undefined]);
  });
});
