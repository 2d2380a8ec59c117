import { AskError } from './ask-error';

const UNITS_MS: { readonly [unit: string]: number } = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Parameters for `--since`: a length back from the newest trace (`5m`, `1h`), or a moment (`2026-01-31T12:00`). All that is
 * kept without it. Throws an AskError.
 */
export function timeParameters(since: string | undefined): { last?: number; since?: number } {
  if (since === undefined) return { last: Number.MAX_SAFE_INTEGER };
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*(\w+)$/.exec(since) ?? [];
  const factor = UNITS_MS[unit];
  if (number !== undefined && factor !== undefined) return { last: Number(number) * factor };
  const ms = Date.parse(since);
  if (Number.isNaN(ms)) throw new AskError(`--since ${since} is no time: 5m, 1h or 2026-01-31T12:00`);
  return { since: ms };
}

/** `2026-01-31T12:00:00.123Z` of Unix nanoseconds in digits. */
export function isoOf(unixNano: string): string {
  return isoOfMs(Number(BigInt(unixNano) / 1_000_000n));
}

/** Shows Unix milliseconds in ISO 8601; empty for a time beyond what a Date holds. */
export function isoOfMs(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** Milliseconds to the microsecond. */
export function msOf(ns: number): number {
  return Math.round(ns / 1000) / 1000;
}
