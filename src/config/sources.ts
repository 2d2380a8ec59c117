import { flagOf, flagSpelling } from './flags';

/** Where a value came from. `name` is the environment name, the flag with its dashes, or the file's path. */
export interface ValueSource {
  readonly kind: 'default' | 'env' | 'flag' | 'file';
  readonly name: string;
  /** Line in the file, from 1. */
  readonly line?: number;
}

/** A setting's text as somebody gave it, trimmed and not empty. */
export interface GivenText {
  readonly text: string;
  readonly source: ValueSource;
}

/** Everything one source gives, by environment name. */
export type SettingsSource = ReadonlyMap<string, GivenText>;

/** Environment name under which `otel-agent run` passes on which settings were flags, separated by commas. */
export const flagsMarker = 'OTEL_AGENT_FLAGS';

/** The OTEL_ names of an environment. Empty means unset (SDK environment variables, "Parsing empty value"). */
export function environmentSource(env: NodeJS.ProcessEnv): SettingsSource {
  const given = new Map<string, GivenText>();
  const flags = env[flagsMarker]?.split(',');
  // Each look at process.env asks the system: one pass over the names, then only the values that count.
  for (const name of Object.keys(env)) {
    if (!name.startsWith('OTEL_') || name === flagsMarker) continue;
    const text = env[name]?.trim();
    if (text === undefined || text === '') continue;
    given.set(name, { text, source: flags?.includes(name) ? flagSourceOf(name) : { kind: 'env', name } });
  }
  return given;
}

/** Settings given as flags, keyed by environment name. */
export function flagSource(flags: Readonly<Record<string, string>>): SettingsSource {
  const given = new Map<string, GivenText>();
  for (const [name, value] of Object.entries(flags)) {
    const text = value.trim();
    if (text !== '') given.set(name, { text, source: flagSourceOf(name) });
  }
  return given;
}

/** The process's own environment: the one place that hands it out. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

function flagSourceOf(name: string): ValueSource {
  return { kind: 'flag', name: `--${flagOf(name) ?? flagSpelling(name)}` };
}
