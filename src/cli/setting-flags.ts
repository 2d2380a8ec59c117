import type { Arguments, Options } from 'yargs';
import { type FlagOption, flagOptions } from '../config/describe';

/** Every setting as a flag, under its group; the ones for experts are left out of `--help`. */
export function settingFlags(): Record<string, Options> {
  const options: Record<string, Options> = {};
  for (const option of flagOptions()) {
    // Without a type: help would name it behind each flag, and all are read as texts anyway.
    options[option.flag] = {
      group: `${option.group}:`,
      describe: option.description.replaceAll('`', ''),
      defaultDescription: option.defaultText.replaceAll('`', ''),
      hidden: option.hidden,
      requiresArg: !option.isSwitch,
    };
  }
  return options;
}

/** The flags for OTEL_INSTRUMENTATION_<NAME>_ENABLED that are among the words: a family that cannot be listed. */
export function switchFlags(words: readonly string[]): Record<string, Options> {
  const flags = words.map(word => /^--([^=]+)/.exec(word)?.[1] ?? '').filter(isSwitchFlag);
  return Object.fromEntries(flags.map(flag => [flag, { hidden: true }]));
}

/** The settings among parsed flags, by environment name. A switch without a value is `true`; of several values the last counts. */
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
