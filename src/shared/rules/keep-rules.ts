import { didYouMean } from '../nearest';
import type { Refuse } from './refuse';

/** Traces that are kept although they were not sampled. */
export interface KeepRules {
  /** Their local root ends in an error. */
  readonly errors: boolean;
  /** Their local root takes longer, in milliseconds. */
  readonly slowMs?: number;
  /** Their local root is slower than this share of its route: 0.99 for `slow>p99`. */
  readonly slowQuantile?: number;
}

/** Reads `errors,slow>800ms,slow>p99`, as a text or a list. Bad entries are left out. */
export function readKeepRules(given: unknown, refuse: Refuse): KeepRules | undefined {
  const entries = Array.isArray(given) ? given.map(String) : String(given).split(',');
  let rules: KeepRules = { errors: false };
  let isEmpty = true;
  for (const [index, entry] of entries.entries()) {
    const text = entry.replace(/\s/g, '').toLowerCase();
    if (text === '') continue;
    const read =
      readEntry(text) ??
      refuse(
        [index],
        `is "${entry.trim()}", not errors, slow>800ms or slow>p99${didYouMean(text, ['errors'])}`,
      );
    if (read === undefined) continue;
    rules = { ...rules, ...read };
    isEmpty = false;
  }
  return isEmpty ? undefined : rules;
}

function readEntry(text: string): Partial<KeepRules> | undefined {
  if (text === 'errors') return { errors: true };
  const [, time, unit] = /^slow>(\d{1,9}(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  if (time !== undefined) return { slowMs: Number(time) * UNITS_MS[unit as keyof typeof UNITS_MS] };
  const quantile = Number(/^slow>p(\d{2}(?:\.?\d+)?)$/.exec(text)?.[1]?.replace(/^(\d\d)\.?/, '0.$1'));
  return quantile >= 0.5 ? { slowQuantile: quantile } : undefined;
}

const UNITS_MS = { ms: 1, s: 1000, m: 60_000 };

/** Shows the rules as they are written. */
export function keepRulesText({ errors, slowMs, slowQuantile }: KeepRules): string {
  return [
    ...(errors ? ['errors'] : []),
    ...(slowMs === undefined ? [] : [slowText(slowMs)]),
    ...(slowQuantile === undefined ? [] : [quantileText(slowQuantile)]),
  ].join(',');
}

/** `slow>800ms` */
export function slowText(slowMs: number): string {
  return `slow>${slowMs}ms`;
}

/** `slow>p99`, `slow>p99.9` */
export function quantileText(quantile: number): string {
  return `slow>p${Number((quantile * 100).toPrecision(12))}`;
}
