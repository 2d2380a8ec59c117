import type { SettingType } from '../setting';

/** The longest that a Node.js timer waits (2^31-1 ms, 24.8 days); stands for "no limit". */
export const noTimeLimitMs = 2_147_483_647;

/** A whole number within bounds, both included. */
export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER): SettingType<number> {
  return {
    form: max < Number.MAX_SAFE_INTEGER ? `whole number, ${min} to ${max}` : `whole number, ${min} or more`,
    parse(given, { refuse }) {
      const value = readWhole(given);
      if (value === undefined) return refuse('is not a whole number');
      if (value < min) return refuse(`is less than ${min}`);
      return value > max ? refuse(`is more than ${max}`) : value;
    },
  };
}

/** Milliseconds, as the specification has it ("Duration"). */
export function milliseconds(min: number): SettingType<number> {
  const whole = wholeNumber(min, noTimeLimitMs);
  return { form: 'milliseconds', parse: whole.parse, show: value => `${value} ms` };
}

/** Milliseconds where 0 means no limit, as the specification has it ("Timeout"). */
export const timeout: SettingType<number> = {
  form: 'milliseconds, 0 for no limit',
  parse(given, context) {
    const value = wholeNumber(0, noTimeLimitMs).parse(given, context);
    return value === 0 ? noTimeLimitMs : value;
  },
  show: value => (value === noTimeLimitMs ? 'no limit' : `${value} ms`),
};

/** Bytes, alone or with a unit: `16777216`, `16MiB`, `512 KiB`. */
export const bytes: SettingType<number> = {
  form: 'bytes, or a number with KiB, MiB, GiB',
  parse(given, { refuse }) {
    const split = /^(\d{1,15})\s*(b|kib|mib|gib|)$/i.exec(given);
    if (split === null) return refuse('is not a size such as 16MiB');
    const value = Number(split[1]) * (unitBytes[split[2]!.toLowerCase()] ?? 1);
    return value > 0 && Number.isSafeInteger(value) ? value : refuse('is not a size that can be used');
  },
  show(value) {
    const unit = ['GiB', 'MiB', 'KiB'].find(candidate => value % unitBytes[candidate.toLowerCase()]! === 0);
    return unit === undefined ? `${value} bytes` : `${value / unitBytes[unit.toLowerCase()]!} ${unit}`;
  },
};

const unitBytes: Readonly<Record<string, number>> = { kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 };

function readWhole(given: string): number | undefined {
  return /^[+-]?\d{1,15}$/.test(given) ? Number(given) : undefined;
}
