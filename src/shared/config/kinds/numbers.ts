import type { Parse } from './kind';

/** Longest time of a Node.js timer (2^31-1 ms, 24.8 days); stands for "no limit". */
export const NO_TIME_LIMIT_MS = 2_147_483_647;

/** Reads a whole number within the row's bounds. */
export const count: Parse<number> = (given, context) => {
  const { row, refuse } = context;
  const bounds: { readonly min?: number; readonly max?: number } = row.kind === 'count' ? row : {};
  return within(given, bounds.min ?? 0, bounds.max ?? Number.MAX_SAFE_INTEGER, refuse);
};

/** Reads milliseconds (SDK environment variables, "Duration"). */
export const duration: Parse<number> = (given, { row, refuse }) =>
  milliseconds(given, 'min' in row ? (row.min ?? 0) : 0, refuse);

/** Reads milliseconds, with 0 for no limit (SDK environment variables, "Timeout"). */
export const timeout: Parse<number> = (given, { refuse }) => {
  const value = milliseconds(given, 0, refuse);
  return value === 0 ? NO_TIME_LIMIT_MS : value;
};

/** Reads a time with or without a unit, as milliseconds: `1000`, `500ms`, `1s`, `5m`, `24h`. */
export const period: Parse<number> = (given, { row, refuse }) => {
  const [, digits, unit = 'ms'] = /^(\d{1,15})\s*(ms|s|m|h)?$/i.exec(given) ?? [];
  if (digits === undefined) return refuse('is not a time such as 1s');
  const value = Number(digits) * UNITS_MS[unit.toLowerCase()]!;
  const { min = 0 } = row as Bounded;
  if (value < min) return refuse(`is less than ${min / 1000} s`);
  return value > NO_TIME_LIMIT_MS ? refuse('is too long') : value;
};

/** Row of a time or a size. */
interface Bounded {
  /** In milliseconds, whole seconds; in bytes, whole KiB. */
  readonly min?: number;
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads bytes, with or without a unit: `16777216`, `16MiB`, `512 KiB`. */
export const bytes: Parse<number> = (given, { row, refuse }) => {
  const split = /^(\d{1,15})\s*(b|kib|mib|gib|)$/i.exec(given);
  if (split === null) return refuse('is not a size such as 16MiB');
  const power = ['', 'kib', 'mib', 'gib'].indexOf(split[2]!.toLowerCase());
  const value = Number(split[1]) * 1024 ** Math.max(power, 0);
  const { min = 0 } = row as Bounded;
  if (value < min) return refuse(`is less than ${min / 1024} KiB`);
  return value > 0 && Number.isSafeInteger(value) ? value : refuse('is not a size that can be used');
};

function within(given: string, min: number, max: number, refuse: (reason: string) => undefined) {
  if (!/^[+-]?\d{1,15}$/.test(given)) return refuse('is not a whole number');
  const value = Number(given);
  if (value < min) return refuse(`is less than ${min}`);
  return value > max ? refuse(`is more than ${max}`) : value;
}

/** Reads milliseconds, and tells the number of them that a time with a unit means. */
function milliseconds(given: string, min: number, refuse: (reason: string) => undefined) {
  const [, digits, unit] = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h)$/i.exec(given) ?? [];
  if (unit === undefined) return within(given, min, NO_TIME_LIMIT_MS, refuse);
  const meant = Math.round(Number(digits) * UNITS_MS[unit.toLowerCase()]!);
  return refuse(`is not a whole number of milliseconds: write ${meant}`);
}
