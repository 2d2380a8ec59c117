import { operationStats } from '../../../../src/viewer/receiver/analyse/operations/operations';
import { sharedOperation } from '../../../../src/viewer/receiver/analyse/operations/shared-operations';
import { createStores } from '../../../../src/viewer/receiver/stores';
import { START_MS, storesWith, traceRequest } from '../make-traces';

const operation = (name: string) => ({
  service: 'shop',
  name,
  kind: 'server' as const,
  key: JSON.stringify(['shop', name, 'server']),
  place: 0,
  placedIn: 0,
});

test('an operation of several segments is a single object', () => {
  expect(sharedOperation(operation('GET /'))).toBe(sharedOperation(operation('GET /')));
});

test('made-up names are forgotten, and long ones are not remembered', () => {
  const first = sharedOperation(operation('first'));
  for (let n = 0; n < 20_000; n++) sharedOperation(operation(`made up ${n}`));
  expect(sharedOperation(operation('first'))).not.toBe(first);
  const long = 'x'.repeat(300);
  expect(sharedOperation(operation(long))).not.toBe(sharedOperation(operation(long)));
});

test('each operation has its own counts over time', () => {
  const { spans } = storesWith(
    { id: '1', trace: 'a', name: 'a', from: 0, to: 10 },
    { id: '2', trace: 'b', name: 'a', from: 90, to: 100, error: 'failed' },
    { id: '3', trace: 'c', name: 'b', from: 60, to: 70 },
  );
  const window = { sinceMs: START_MS, untilMs: START_MS + 100 };
  expect(operationStats(spans, { window, buckets: 4, spans: 'roots' })).toMatchObject([
    { name: 'a', count: 2, errors: 1, counts: [1, 0, 0, 1], errorCounts: [0, 0, 0, 1] },
    { name: 'b', count: 1, errors: 0, counts: [0, 0, 1, 0], errorCounts: [0, 0, 0, 0] },
  ]);
});

test('an operation that many segments have is looked up by its key once for an answer', () => {
  const { spans, inbox } = createStores(64 * 2 ** 20);
  const names = Array.from({ length: 40 }, (_, n) => `GET /${n}`);
  for (let round = 0; round < 300; round++)
    inbox.take(
      'traces',
      traceRequest(
        Array.from({ length: 400 }, (_, n) => {
          const id = (round * 400 + n + 1).toString(16);
          return { id, trace: id, name: names[n % 40]!, from: round, to: round + 1 };
        }),
      ),
    );
  expect(spans.segments.length).toBeGreaterThan(2);
  const window = { sinceMs: START_MS, untilMs: START_MS + 300 };
  const options = { window, buckets: 4, spans: 'roots' } as const;
  operationStats(spans, options);
  const got = jest.spyOn(Map.prototype, 'get');
  const stats = operationStats(spans, options);
  const lookUps = got.mock.calls.filter(([key]) => typeof key === 'string' && key.includes('GET /')).length;
  got.mockRestore();
  expect(stats.map(({ count }) => count)).toEqual(names.map(() => 3000));
  // Once among the shared ones for the segment that still fills, twice where it is new to the answer.
  expect(lookUps).toBeLessThanOrEqual(names.length * 3);
});
