import { formatDuration } from '../format/duration';
import { formatShare } from '../format/number';

const SECONDS: { readonly [unit: string]: number } = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, min: 60, h: 3600 };
const BYTES: { readonly [unit: string]: number } = { By: 1, KiBy: 2 ** 10, MiBy: 2 ** 20, GiBy: 2 ** 30 };
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const DECIMAL = ['', 'k', 'M', 'G', 'T'] as const;

/** Instrument whose values are formatted. */
export interface Measured {
  readonly name: string;
  /** A unit of UCUM, as the semantic conventions have it: `s`, `By`, `1`, `{request}`. */
  readonly unit: string;
}

/** Format of an instrument's values: `12 ms`, `3.4 MiB`, `42%`, `1.2 k`; rates end in `/s`. */
export function valueFormat({ name, unit }: Measured, isRate: boolean): (value: number) => string {
  const format = plainFormat(name, unit);
  return isRate ? value => `${format(value)}/s` : format;
}

const POWERS_OF_TWO = Array.from({ length: 50 }, (_, power) => 2 ** power);

/** Steps of an axis whose lines are round in this unit; undefined for powers of ten, halves and fifths of them. */
export function axisSteps(unit: string): number[] | undefined {
  const bytes = BYTES[unit];
  return bytes === undefined ? undefined : POWERS_OF_TWO.map(step => step / bytes);
}

/** A unit as people say it; the empty string where values show it themselves. */
export function unitLabel(unit: string): string {
  const annotation = /^\{(.+)\}$/.exec(unit)?.[1];
  if (annotation !== undefined) return annotation.replace(/_/g, ' ');
  return unit in SECONDS || unit in BYTES || unit === '1' ? '' : unit;
}

function plainFormat(name: string, unit: string): (value: number) => string {
  const seconds = SECONDS[unit];
  if (seconds !== undefined) return value => formatDuration(value * seconds * 1e9);
  const bytes = BYTES[unit];
  if (bytes !== undefined) return value => scaled(value * bytes, 1024, BINARY);
  if (unit === '1' && /(utilization|ratio)$/.test(name)) return formatShare;
  return value => scaled(value, 1000, DECIMAL);
}

function scaled(value: number, step: number, units: readonly string[]): string {
  let rest = value;
  let unit = 0;
  while (Math.abs(rest) >= step && unit < units.length - 1) {
    rest /= step;
    unit++;
  }
  const digits = Number(rest.toPrecision(3));
  return units[unit] === '' ? String(digits) : `${digits} ${units[unit]}`;
}
