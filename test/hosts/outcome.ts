/** Outcome of a test. */
export type Outcome = 'passed' | 'failed' | 'skipped';

/** Outcomes of a file's tests, by the test's path of names. */
export type Outcomes = Map<string, Outcome>;

/**
 * Notes a test under its names. Numbers such as ports and dates differ from run to run and are left out; tests of the
 * same names are told apart by their order.
 */
export function note(outcomes: Outcomes, names: readonly string[], outcome: Outcome): void {
  const name = names.join(' > ').replace(/\d{4,}/g, 'N');
  let id = name;
  for (let nth = 2; outcomes.has(id); nth++) id = `${name} (${nth})`;
  outcomes.set(id, outcome);
}

/** Last name of a test that has tests in it: compared like any, and not counted. */
export const WHOLE = '(as a whole)';

/** Name under which the end of a file's process is compared like a test of its own, and not counted. */
export const EXIT_CODE = '(exit code 0)';

/** True for entries that a reader of the package's sources would call a test. */
export function isTest(id: string): boolean {
  return id !== EXIT_CODE && !id.includes(WHOLE);
}
