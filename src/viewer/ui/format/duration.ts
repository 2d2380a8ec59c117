const UNITS = [
  { ns: 1e9, unit: 's' },
  { ns: 1e6, unit: 'ms' },
  { ns: 1e3, unit: 'µs' },
  { ns: 1, unit: 'ns' },
] as const;

/** Nanoseconds as people read them, to three digits: `1.23 s`, `45.2 ms`, `2 min 5 s`. */
export function formatDuration(ns: number): string {
  return formatInColumn(ns).replace(/(\.\d*?)0+ /, (_, digits) => (digits === '.' ? ' ' : `${digits} `));
}

/** The same with all its digits, so that durations below each other are alike: `1.10 s`, `34.0 ms`. */
export function formatInColumn(ns: number): string {
  if (ns === 0) return '0';
  if (Math.abs(ns) >= 119.5e9) {
    const seconds = Math.round(ns / 1e9);
    return `${Math.trunc(seconds / 60)} min ${Math.abs(seconds % 60)} s`;
  }
  const { ns: factor, unit } = UNITS.find(each => Math.abs(ns) >= each.ns * 0.9995) ?? UNITS[3];
  const value = ns / factor;
  const digits = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}

/** A difference with its sign: `+1.09 s`. */
export function formatExtra(ns: number): string {
  return `${ns < 0 ? '−' : '+'}${formatDuration(Math.abs(ns))}`;
}
