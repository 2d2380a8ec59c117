import { summary } from './statistics.mjs';

/**
 * Computes an agent's addition: the differences to bare Node, each with the bare process of the same round. Undefined for what no round
 * has measured.
 * @param {import('./bench.mjs').Rounds} rounds @param {import('./bench.mjs').Rounds | undefined} bare @param {string} key
 */
export function added(rounds, bare, key) {
  if (bare === undefined) return undefined;
  const pairs = rounds.map((sample, round) => [sample, bare[round]]);
  const differences = pairs
    .filter(([one, other]) => one?.[key] !== undefined && other?.[key] !== undefined)
    .map(([one, other]) => one[key] - other[key]);
  return differences.length > 0 ? summary(differences) : undefined;
}

/** The values themselves. @param {import('./bench.mjs').Rounds} rounds @param {string} key */
export function absolute(rounds, key) {
  const values = rounds.flatMap(sample => (sample?.[key] === undefined ? [] : [sample[key]]));
  return values.length > 0 ? summary(values) : undefined;
}
