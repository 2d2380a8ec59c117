import { numberTest } from '../match-value';
import type { Operator } from '../parse';
import { QueryError } from '../query-error';

/** First number of each severity (opentelemetry.io/docs/specs/otel/logs/data-model, "SeverityNumber"). */
export const SEVERITIES = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const;
/** Numbers that a severity covers. */
const WIDTH = 4;

/** A test for severity numbers against a word or a number: `severity >= warn`. Throws QueryError. */
export function severityTest(operator: Operator, value: string): (severity: number) => boolean {
  const word = value.toLowerCase();
  const number = Object.hasOwn(SEVERITIES, word)
    ? SEVERITIES[word as keyof typeof SEVERITIES]
    : Number(value);
  if (!(number >= 0 && number <= 255) || operator === '~' || operator === '!~')
    throw new QueryError(`severity goes with = != < <= > >= and ${Object.keys(SEVERITIES).join(', ')}`);
  // A word stands for all its numbers: `= info` is 9 to 12, `> info` begins with 13.
  const last = Number(value) === number ? number : number + WIDTH - 1;
  if (operator === '=') return severity => severity >= number && severity <= last;
  if (operator === '!=') return severity => severity < number || severity > last;
  return numberTest(operator, operator === '>' || operator === '<=' ? last : number);
}

/** The word of a severity number; the empty string for none. */
export function severityWord(severity: number): string {
  return Object.entries(SEVERITIES).findLast(([, first]) => severity >= first)?.[0] ?? '';
}
