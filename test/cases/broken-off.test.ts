import { type TracedRun, tracedRun } from '../agent/instrument/lean/traced-run';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { sliced } from '../slice';

sliced(describe).each(NODE_MAJORS)('D5: requests that the app breaks off itself, Node %i', nodeMajor => {
  let run: TracedRun;
  let clients: readonly CollectedSpan[];
  beforeAll(async () => {
    run = await tracedRun({ script: 'cases/broken-off.cjs', nodeMajor });
    clients = run.spans.filter(({ kind }) => kind === 'client');
  });

  const wordsOf = ({ attributes }: CollectedSpan) =>
    new URL(String(attributes['url.full'])).pathname.slice(1).split('/').map(decodeURIComponent);
  const saidOf = ({ status, events, attributes }: CollectedSpan) => ({
    status: status.code,
    events: events.length,
    error: attributes['error.type'],
  });

  test('have spans without an error, whatever the client and the moment', () => {
    const unset = clients.filter(span => wordsOf(span).at(-1) === 'unset' && wordsOf(span)[0] !== 'missing');
    expect(unset.length).toBe(3 * 6 + 2 * 3 * 3);
    for (const span of unset)
      expect({ at: wordsOf(span), ...saidOf(span) }).toEqual({
        ...{ at: wordsOf(span), status: 'unset', events: 0, error: undefined },
      });
  });

  test('keep the error of an answer that had begun', () => {
    const missing = clients.filter(span => wordsOf(span)[0] === 'missing');
    expect(missing.length).toBe(6 + 2 * 3);
    for (const span of missing)
      expect({ at: wordsOf(span), ...saidOf(span) }).toEqual({
        ...{ at: wordsOf(span), status: 'error', events: 0, error: '404' },
      });
  });

  test('are told apart from those that fail, or take too long', () => {
    const failed = clients.filter(span => wordsOf(span).at(-1) === 'error');
    expect(failed.length).toBe(3 * 2 + 5 + 1);
    for (const span of failed)
      expect({ at: wordsOf(span), ...saidOf(span) }).toEqual({
        ...{ at: wordsOf(span), status: 'error', events: 1, error: expect.any(String) },
      });
    const timeouts = failed.filter(span => wordsOf(span)[2] === 'timeout');
    expect(timeouts.map(({ attributes }) => attributes['error.type'])).toEqual(Array(5).fill('TimeoutError'));
  });

  test('count in the metric as they do in spans', () => {
    const points = run.metrics
      .filter(({ name }) => name === 'http.client.request.duration')
      .flatMap(({ points }) => points.map(({ attributes }) => attributes));
    const types = new Set(points.map(attributes => attributes['error.type']));
    expect([...types].sort()).toEqual([
      ...['404', 'ECONNRESET', 'Error', 'TimeoutError', 'UND_ERR_SOCKET', undefined],
    ]);
  });
});
