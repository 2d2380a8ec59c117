import { withOptions } from '../options/with-options';
import { sortTexts } from '../read/given-texts';
import { environmentSource, flagSource, type SettingsSource } from '../read/sources';
import type { ResolveInput } from '../resolve';
import type { Problem, ResolvedConfig } from '../resolved-config';
import type { Found } from './into';
import { loadFile } from './load-file';
import { BEFORE_THE_FILE } from './parts/distribution';
import { NOTHING, readFile } from './read-file';
import { resolveFound } from './resolve-found';

const NAME = 'OTEL_CONFIG_FILE';

/**
 * Resolves the settings of OTEL_CONFIG_FILE. Flags win over the file; the environment counts only where the file names
 * its variables. Never throws: what is unusable is in `problems`.
 */
export function resolveFile(input: ResolveInput): ResolvedConfig {
  const { env, instrumentationNames } = input;
  const all = environmentSource(env);
  const kept = new Map([...all].filter(([name, { source }]) => source.kind === 'flag' || isKept(name)));
  const given = [flagSource(input.flags ?? {}), kept];
  const { text: file, source } = sortTexts(given, instrumentationNames).settings.get(NAME)!;
  const loaded = loadFile(file);
  const text = 'text' in loaded ? loaded.text : '';
  const { found, isUsable } = readFile({ file, text, env, instrumentationNames });
  if ('flaw' in loaded) {
    const problem: Problem = {
      name: NAME,
      setting: NAME,
      value: file,
      source,
      message: loaded.flaw,
      used: NOTHING,
    };
    found.problems.splice(0, Number.POSITIVE_INFINITY, problem);
  }
  if (!isUsable) turnOff(found, file);
  found.declared.ignored = [...all.keys()].filter(name => !kept.has(name) && !isNamed(name, text));
  return withOptions(resolveFound(found, given, input));
}

function isKept(name: string): boolean {
  return name === 'OTEL_EXPERIMENTAL_CONFIG_FILE' || BEFORE_THE_FILE.some(one => one === name);
}

/** True if a text refers to a variable. */
function isNamed(name: string, text: string): boolean {
  return new RegExp(`\\$\\{(env:)?${name}\\b`).test(text);
}

/** Without a usable file nothing is known of where telemetry may go, and what must be left out of it. */
function turnOff({ texts }: Found, file: string): void {
  const source: SettingsSource = new Map([
    ['OTEL_SDK_DISABLED', { text: 'true', raw: 'true', source: { kind: 'file', name: file } }],
  ]);
  texts.clear();
  for (const [name, text] of source) texts.set(name, text);
}
