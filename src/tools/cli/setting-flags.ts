import type { Arguments, Options } from 'yargs';
import { type FlagOption, flagOptions } from '../../shared/config/describe';

/** Every setting as a flag. Without a type, since all are read as texts anyway. */
export function settingFlags(): Record<string, Options> {
  return Object.fromEntries(flagOptions().map(({ flag, isSwitch }) => [flag, { requiresArg: !isSwitch }]));
}

/** The flags for OTEL_INSTRUMENTATION_<NAME>_ENABLED that are among the words: a family that cannot be listed. */
export function switchFlags(words: readonly string[]): Record<string, Options> {
  const flags = words.map(word => /^--([^=]+)/.exec(word)?.[1] ?? '').filter(isSwitchFlag);
  return Object.fromEntries(flags.map(flag => [flag, {}]));
}

/**
 * The settings among parsed flags, by environment name. A switch without a value is `true`; of several values the last
 * counts.
 */
export function settingsFrom(flags: Arguments): Record<string, string> {
  const known = new Map<string, FlagOption>(flagOptions().map(option => [option.flag, option]));
  const given: Record<string, string> = {};
  for (const [flag, values] of Object.entries(flags)) {
    const option = known.get(flag);
    const name = option?.name ?? (isSwitchFlag(flag) ? switchName(flag) : undefined);
    const value: unknown = Array.isArray(values) ? values.at(-1) : values;
    if (name !== undefined && (typeof value === 'string' || value === true)) given[name] = String(value);
  }
  return given;
}

function isSwitchFlag(flag: string): boolean {
  return /^instrumentation-[a-z0-9.-]+-enabled$/.test(flag);
}

function switchName(flag: string): string {
  return `OTEL_${flag.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}
