import { batchingOf } from './derived/batching';
import { limitsOf } from './derived/limits';
import { samplerOf } from './derived/sampler';
import { signalsOf } from './derived/signals';
import type { GetValue, ReportConflict } from './read/get-value';
import { type GivenTexts, sortTexts } from './read/given-texts';
import { type ParseInputs, parseTexts } from './read/given-values';
import { environmentSource, flagSource } from './read/sources';
import type { GivenValue, Problem, ResolvedConfig } from './resolved-config';
import { findSetting, standaloneRow } from './settings';

/** Input of a configuration, and its only one. */
export interface ResolveInput extends ParseInputs {
  readonly env: NodeJS.ProcessEnv;
  /** Flags by environment name of the setting; they win over `env`. */
  readonly flags?: Readonly<Record<string, string>>;
}

/** Resolves the settings once. Never throws: unusable values are in `problems`. */
export function resolveConfig(input: ResolveInput): ResolvedConfig {
  // Sources by rank: the first that gives a setting wins.
  const sources = [flagSource(input.flags ?? {}), environmentSource(input.env)];
  const texts = sortTexts(sources, input.instrumentationNames);
  const problems: Problem[] = [];
  const given = parseTexts(texts, input, problems);
  const get = getterOf(given);
  const report = conflictReporter(texts, problems);
  return {
    get,
    signals: signalsOf(get, report),
    sampler: samplerOf(get, report),
    limits: limitsOf(get),
    batching: batchingOf(get, report),
    given,
    problems,
    strangers: texts.strangers,
    former: texts.former,
    instrumentationNames: input.instrumentationNames,
  };
}

/** True if a configuration file stands in the place of the environment. */
export function hasConfigFile({
  OTEL_CONFIG_FILE,
  OTEL_EXPERIMENTAL_CONFIG_FILE,
}: NodeJS.ProcessEnv): boolean {
  return Boolean(OTEL_CONFIG_FILE || OTEL_EXPERIMENTAL_CONFIG_FILE);
}

/** True if there may be news for the user at start: otherwise no wording is loaded. */
export function hasNews(config: ResolvedConfig): boolean {
  const { problems, strangers, former } = config;
  return problems.length > 0 || strangers.size > 0 || former.length > 0 || mayNeedHint(config);
}

/** True for every configuration that `hintsOf` has a hint for, and for some others; cheap. */
function mayNeedHint({ given, sampler }: ResolvedConfig): boolean {
  if (given.has('OTEL_TRACES_SAMPLER_ARG') !== sampler.name.endsWith('ratio')) return true;
  for (const [name, { raw }] of given) {
    const { hints } = standaloneRow(findSetting(name)!);
    if (hints === true || hints?.test(raw) || /["']|\$[({]/.test(raw)) return true;
  }
  return false;
}

/** Looks values up among the given ones, then among the defaults. */
export function getterOf(given: ReadonlyMap<string, GivenValue>): GetValue {
  const find = (name: string): unknown => {
    const own = given.get(name);
    if (own !== undefined) return own.value;
    const row = findSetting(name)!;
    if ('like' in row) return find(row.like);
    return 'default' in row ? row.default : undefined;
  };
  return find as GetValue;
}

function conflictReporter({ settings }: GivenTexts, problems: Problem[]): ReportConflict {
  return (name, message, used) => {
    const row = findSetting(name)!;
    // Report the setting for all signals, once, if the signal's value comes from it.
    const setting = !settings.has(name) && 'like' in row ? row.like : name;
    const given = settings.get(setting);
    if (given === undefined) return;
    const { raw, source } = given;
    const heard = problems.some(other => other.setting === setting && other.message === message);
    if (!heard) problems.push({ name: setting, setting, value: raw.trim(), source, message, used });
  };
}
