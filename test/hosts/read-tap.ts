import { note, type Outcome, type Outcomes, WHOLE } from './outcome';

/*
 * Three dialects:
 *
 *   node:test and tap                     tape
 *   # Subtest: name                       # name
 *       # Subtest: inner                  ok 1 an assertion
 *           ok 1 - an assertion           not ok 2 another
 *       ok 1 - inner                      # the next name
 *   ok 1 - name
 */
const LINE = /^( *)(?:(not )?ok \d+(?: -)? ?(.*)|# Subtest: (.*)|# (.*))$/;
const DIRECTIVE = /(?:^| )# (SKIP|TODO)\b/i;
const TIME = / # time=.*$/;
/** Lines at the end of tape's output, which look like names. */
const SUMMARY = /^(tests|pass|fail|ok|skip|todo|suites|cancelled|skipped|duration_ms)\b/;

/**
 * Reads outcomes from the TAP of node:test, tap or tape. Entries with a name are tests; assertions are part of the test
 * around them, and assertions outside of any test are the test `(file)`.
 */
export function readTap(text: string): Outcomes {
  const outcomes: Outcomes = new Map();
  const open: { name: string; indent: number; isGroup?: boolean }[] = [];
  let flat = { name: '(file)', outcome: undefined as Outcome | undefined };
  const closeFlat = (name: string) => {
    if (flat.outcome !== undefined) note(outcomes, [flat.name], flat.outcome);
    flat = { name, outcome: undefined };
  };

  for (const line of text.split('\n')) {
    const match = LINE.exec(line);
    if (match === null) continue;
    const [, { length: indent } = '', not, point, subtest, comment] = match;
    if (subtest !== undefined) {
      while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
      const around = open.at(-1);
      if (around !== undefined) around.isGroup = true;
      open.push({ name: subtest.trim(), indent });
    } else if (comment !== undefined) {
      if (indent === 0 && open.length === 0 && !SUMMARY.test(comment)) closeFlat(comment);
    } else {
      while ((open.at(-1)?.indent ?? -1) > indent) open.pop();
      const outcome = outcomeOf(not !== undefined, point!);
      const current = open.at(-1);
      if (current?.indent === indent) {
        const names = open.map(({ name }) => name);
        note(outcomes, current.isGroup ? [...names, WHOLE] : names, outcome);
        open.pop();
      } else if (current === undefined) flat.outcome = worse(flat.outcome, outcome);
    }
  }
  closeFlat('');
  return outcomes;
}

function outcomeOf(isNotOk: boolean, point: string): Outcome {
  if (DIRECTIVE.test(point.replace(TIME, ''))) return 'skipped';
  return isNotOk ? 'failed' : 'passed';
}

function worse(one: Outcome | undefined, other: Outcome): Outcome {
  if (one === 'failed' || other === 'failed') return 'failed';
  return one === 'passed' ? one : other;
}
