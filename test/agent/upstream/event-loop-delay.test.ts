import { setTimeout as delay } from 'node:timers/promises';
import { EventLoopDelay } from '../../../src/agent/upstream/metrics/event-loop-delay';

const RESOLUTION_MS = 10;
const ms = (nanos: number) => nanos / 1e6;
let watched: EventLoopDelay;

beforeEach(() => {
  watched = new EventLoopDelay(RESOLUTION_MS);
  watched.enable();
});
afterEach(() => watched.disable());

function block(forMs: number) {
  const until = performance.now() + forMs;
  while (performance.now() < until);
}

test('an idle loop is looked at ten times a second, a busy one a hundred times', async () => {
  const resting = await countAtRest();
  expect(resting).toBeLessThanOrEqual(11);
  expect(resting).toBeGreaterThanOrEqual(3);
  for (let turn = 0; turn < 240; turn++) {
    block(4);
    await delay(4);
  }
  expect(watched.count - resting).toBeGreaterThan(3 * resting);
});

/** The first second is taken for a busy one; on a busy machine this loop is not at rest in others, too. */
async function countAtRest(): Promise<number> {
  for (let second = 0; second < 20; second++) {
    watched.reset();
    await delay(1000);
    if (watched.count <= 11) break;
  }
  return watched.count;
}

test('says what upstream says: the resolution, and how late a sample came', async () => {
  await delay(1300);
  watched.reset();
  await delay(250);
  expect(ms(watched.min)).toBeGreaterThan(RESOLUTION_MS - 0.1); // It keeps three digits.
  block(400);
  await delay(250);
  expect(ms(watched.max)).toBeGreaterThan(300);
  expect(ms(watched.percentile(100))).toBeGreaterThan(300);
  expect(ms(watched.mean)).toBeGreaterThan(RESOLUTION_MS);
  expect(watched.stddev).toBeGreaterThan(0);
});

test('nothing is sampled when it is disabled', async () => {
  watched.disable();
  watched.reset();
  await delay(50);
  expect(watched.count).toBe(0);
});
