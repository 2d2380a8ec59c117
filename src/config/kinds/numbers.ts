import type { Parse } from './kind';

/** The longest that a Node.js timer waits (2^31-1 ms, 24.8 days); stands for "no limit". */
export const noTimeLimitMs = 2_147_483_647;

/** A whole number within the row's bounds. */
export const count: Parse<number> = (given, context) => {
  const { row, refuse } = context;
  const bounds: { readonly min?: number; readonly max?: number } = row.kind === 'count' ? row : {};
  return within(given, bounds.min ?? 0, bounds.max ?? Number.MAX_SAFE_INTEGER, refuse);
};

/** Milliseconds (SDK environment variables, "Duration"). */
export const duration: Parse<number> = (given, { row, refuse }) =>
  within(given, 'min' in row ? (row.min ?? 0) : 0, noTimeLimitMs, refuse);

/** Milliseconds where 0 means no limit (SDK environment variables, "Timeout"). */
export const timeout: Parse<number> = (given, { refuse }) => {
  const value = within(given, 0, noTimeLimitMs, refuse);
  return value === 0 ? noTimeLimitMs : value;
};

/** Bytes, alone or with a unit: `16777216`, `16MiB`, `512 KiB`. */
export const bytes: Parse<number> = (given, { refuse }) => {
  const split = /^(\d{1,15})\s*(b|kib|mib|gib|)$/i.exec(given);
  if (split === null) return refuse('is not a size such as 16MiB');
  const power = ['', 'kib', 'mib', 'gib'].indexOf(split[2]!.toLowerCase());
  const value = Number(split[1]) * 1024 ** Math.max(power, 0);
  return value > 0 && Number.isSafeInteger(value) ? value : refuse('is not a size that can be used');
};

function within(given: string, min: number, max: number, refuse: (reason: string) => undefined) {
  if (!/^[+-]?\d{1,15}$/.test(given)) return refuse('is not a whole number');
  const value = Number(given);
  if (value < min) return refuse(`is less than ${min}`);
  return value > max ? refuse(`is more than ${max}`) : value;
}
