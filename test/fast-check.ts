import { configureGlobal } from 'fast-check';
import { runsAll } from './slice';

export * from 'fast-check';

/** Seed of all runs, so that a test fails only because of a change. `FAST_CHECK_SEED=7 npm test` draws other values. */
const SEED = 20_260_613;

configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? SEED) });

/** Number of values that `npm test` draws, of those that `npm run test:all` draws: a fifth, the first ones. */
export function draws(all: number): number {
  return runsAll() ? all : Math.ceil(all / 5);
}
