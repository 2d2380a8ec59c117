import { givenText } from '../../given-text';
import { flagOf, flagSpelling } from './flags';

/** Origin of a value. `name` is the environment name, the flag with its dashes, or the file's path. */
export interface ValueSource {
  readonly kind: 'default' | 'env' | 'flag' | 'file';
  readonly name: string;
  /** Line and column in the file, from 1. */
  readonly line?: number;
  readonly column?: number;
  /** Path within the file: `tracer_provider.processors[0].batch.schedule_delay`. */
  readonly key?: string;
}

/** Text of a setting; not empty. */
export interface GivenText {
  /** Text without blanks and quotes around it. */
  readonly text: string;
  /** Text with its blanks and quotes. */
  readonly raw: string;
  readonly source: ValueSource;
}

/** All texts of a source, by environment name. */
export type SettingsSource = ReadonlyMap<string, GivenText>;

/** Environment name under which `otel-agent run` lists the settings that were flags, separated by commas. */
export const FLAGS_MARKER = 'OTEL_AGENT_FLAGS';

/** Reads the OTEL_ names of an environment. Empty means unset (SDK environment variables, "Parsing empty value"). */
export function environmentSource(env: NodeJS.ProcessEnv): SettingsSource {
  const given = new Map<string, GivenText>();
  const flags = env[FLAGS_MARKER]?.split(',');
  // Read the names in one pass, then only the values that count: each access to process.env asks the system.
  for (const name of Object.keys(env)) {
    if (!name.startsWith('OTEL_') || name === FLAGS_MARKER) continue;
    const raw = env[name] ?? '';
    const text = givenText(raw);
    if (text === '') continue;
    const source: ValueSource = flags?.includes(name) ? flagSourceOf(name) : { kind: 'env', name };
    given.set(name, { text, raw, source });
  }
  return given;
}

/** Reads settings given as flags, keyed by environment name. */
export function flagSource(flags: Readonly<Record<string, string>>): SettingsSource {
  const given = new Map<string, GivenText>();
  for (const [name, raw] of Object.entries(flags)) {
    const text = givenText(raw);
    if (text !== '') given.set(name, { text, raw, source: flagSourceOf(name) });
  }
  return given;
}

/** Returns the process's own environment; nothing else hands it out. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

function flagSourceOf(name: string): ValueSource {
  return { kind: 'flag', name: `--${flagOf(name) ?? flagSpelling(name)}` };
}
