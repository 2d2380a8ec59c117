import type { ReportConflict } from './report-conflict';
import type { Problem } from './resolved-config';
import type { Setting } from './setting';
import { findSetting } from './settings';
import type { GivenText } from './sources';

/** A problem with a text that was given for a setting; it goes by the name under which it was given. */
export function problemOf(
  name: string,
  row: Setting,
  given: GivenText,
  message: string,
  used: string,
): Problem {
  const { text, source } = given;
  return {
    name: source.kind === 'env' ? source.name : name,
    value: text,
    source,
    message,
    used,
    secret: row.secret ?? false,
  };
}

/** Adds conflicts between settings to `problems`, each once, and only where somebody gave the setting or its fallback. */
export function conflictReporter(given: ReadonlyMap<string, GivenText>, problems: Problem[]): ReportConflict {
  return (name, message, used) => {
    const row = findSetting(name)!;
    const text = given.get(name) ?? given.get(row.fallback ?? '');
    if (text === undefined) return;
    const problem = problemOf(given.has(name) ? name : row.fallback!, row, text, message, used);
    if (!problems.some(other => other.name === problem.name && other.message === message))
      problems.push(problem);
  };
}
