import { QueryError } from './query-error';

const NANOSECONDS: { readonly [unit: string]: number } = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
};

/** Returns the nanoseconds of `500ms`, `1.5s`, `2m`; a number alone is milliseconds. Throws QueryError. */
export function parseDuration(text: string): number {
  const [, number, unit = 'ms'] = /^(\d+(?:\.\d+)?)\s*([a-zµ]+)?$/u.exec(text) ?? [];
  const factor = NANOSECONDS[unit];
  if (number === undefined || factor === undefined) {
    throw new QueryError(`${text} is no duration; write 500ms, 1.5s or 2m`);
  }
  return Number(number) * factor;
}
