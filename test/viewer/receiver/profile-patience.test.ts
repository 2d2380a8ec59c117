import { ProfileStore } from '../../../src/viewer/receiver/profiles/profile-store';

/* Answers about a profile are remembered by the store's version: a change that leaves it alone is never told. */

beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
afterEach(() => jest.useRealTimers());

test.each([
  ['that nobody fetches', () => {}, 80_000, /^no process of checkout fetched the order/],
  [
    'that is not delivered',
    (store: ProfileStore) => void store.take('checkout', 7),
    120_000,
    /^the process took the order and did not deliver/,
  ],
])('an order %s fails once, and the version tells so', (_name, take, waitMs, failure) => {
  const store = new ProfileStore();
  const { id } = store.order('checkout', 10);
  take(store);
  const { version } = store;
  expect(store.get(id)?.failure).toBeUndefined();
  expect(store.version).toBe(version);
  jest.advanceTimersByTime(waitMs);
  expect(store.get(id)?.failure).toMatch(failure);
  expect(store.version).toBe(version + 1);
  store.all();
  expect(store.version).toBe(version + 1);
});
