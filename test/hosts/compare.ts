import { isTest, type Outcomes } from './outcome';

/** Outcomes of the tests of a file, in each of its runs. */
export interface Runs {
  readonly bare: Outcomes[];
  readonly traced: Outcomes[];
}

/** Verdict on a test: `changed` must not happen. */
export type Verdict = 'passed' | 'changed' | 'known' | 'unstable' | 'failed' | 'skipped';

/**
 * Judges each test of a file. `failed` and `skipped` are so without the agent; `unstable` does not always pass without
 * it, or fails with it now and then but not in most runs; a test that is not reported under the agent has failed.
 */
export function judge({ bare, traced }: Runs): Map<string, Verdict> {
  return new Map([...bare[0]!.keys()].map(id => [id, verdictOn(id, bare, traced)]));
}

function verdictOn(id: string, bare: readonly Outcomes[], traced: readonly Outcomes[]): Verdict {
  if (bare.every(run => run.get(id) === 'skipped')) return 'skipped';
  const passedBare = countPassed(id, bare);
  if (passedBare === 0) return 'failed';
  if (passedBare < bare.length) return 'unstable';
  const passedTraced = countPassed(id, traced);
  if (passedTraced === traced.length) return 'passed';
  return passedTraced * 2 > traced.length ? 'unstable' : 'changed';
}

function countPassed(id: string, runs: readonly Outcomes[]): number {
  return runs.filter(run => run.get(id) === 'passed').length;
}

/** Gives changed tests the verdict `known` if they are known to change; other changed entries too, if all changed tests are. */
export function withKnown(verdicts: ReadonlyMap<string, Verdict>, known: RegExp): Map<string, Verdict> {
  const changed = [...verdicts.keys()].filter(id => verdicts.get(id) === 'changed');
  const isKnown = changed.filter(isTest).every(id => known.test(id));
  const judged = ([id, verdict]: [string, Verdict]): [string, Verdict] =>
    verdict === 'changed' && (isTest(id) ? known.test(id) : isKnown) ? [id, 'known'] : [id, verdict];
  return new Map([...verdicts].map(judged));
}
