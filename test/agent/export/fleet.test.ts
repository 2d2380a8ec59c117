import { simulate } from './fleet';

/* A thousand agents whose Collector is away for a minute, and comes back with twice the capacity that they need. docs/collector.md has the figures. */

jest.setTimeout(240_000);

const AWAY_FROM_S = 10;
const AWAY_UNTIL_S = 70;
const FLEET = {
  agents: 1000,
  awayFromS: AWAY_FROM_S,
  awayUntilS: AWAY_UNTIL_S,
  capacity: 2000,
  seconds: 170,
};

/** Random numbers that are the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

test('nothing is lost, the probes are few and spread, and the backlog leaves without a collapse', async () => {
  const { seconds, made, accepted, dropped } = await simulate(FLEET, seeded(1));
  const away = seconds.slice(AWAY_FROM_S + 10, AWAY_UNTIL_S);
  const back = seconds.slice(AWAY_UNTIL_S);
  if (process.env.FLEET_FIGURES) console.log(JSON.stringify(seconds));

  // Each agent asks once in five seconds, not all in the same one.
  const perSecond = away.map(({ tries }) => tries);
  expect(perSecond.reduce((sum, tries) => sum + tries, 0) / away.length).toBeLessThan(FLEET.agents / 4);
  expect(Math.max(...perSecond)).toBeLessThan(FLEET.agents / 2);

  // Within ten seconds it works as much as it can, and goes on so until nothing waits.
  const drained = back.findIndex(({ waiting }) => waiting < FLEET.agents / 2);
  expect(drained).toBeGreaterThan(0);
  expect(drained).toBeLessThan(90);
  const busy = back.slice(10, drained - 10);
  expect(Math.min(...busy.map(second => second.accepted))).toBeGreaterThan(0.9 * FLEET.capacity);
  // The receiver refuses less than half as much as it takes.
  const refused = back.reduce((sum, second) => sum + second.refused, 0);
  expect(refused).toBeLessThan(back.reduce((sum, second) => sum + second.accepted, 0) / 2);

  expect(dropped).toBe(0);
  expect(made - accepted).toBeLessThan(FLEET.agents);
});
