import { note, type Outcomes } from './outcome';

interface MochaReport {
  readonly passes: readonly MochaTest[];
  readonly failures: readonly MochaTest[];
  readonly pending: readonly MochaTest[];
}
interface MochaTest {
  readonly fullTitle: string;
}

/** Reads outcomes from the report of mocha's reporter `json`; none if the process ended before it was written. */
export function readMocha(text: string): Outcomes {
  const outcomes: Outcomes = new Map();
  if (text === '') return outcomes;
  const { passes, failures, pending } = JSON.parse(text) as MochaReport;
  for (const { fullTitle } of passes) note(outcomes, [fullTitle], 'passed');
  for (const { fullTitle } of failures) note(outcomes, [fullTitle], 'failed');
  for (const { fullTitle } of pending) note(outcomes, [fullTitle], 'skipped');
  return outcomes;
}
