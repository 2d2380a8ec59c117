import { batchingOf } from './batching';
import type { GetValue, ReportConflict } from './get-value';
import { type GivenTexts, sortTexts } from './given-texts';
import { type ParseInputs, parseTexts } from './given-values';
import { limitsOf } from './limits';
import type { GivenValue, Problem, ResolvedConfig } from './resolved-config';
import { samplerOf } from './sampler';
import { findSetting } from './settings';
import { signalsOf } from './signals';
import { environmentSource, flagSource } from './sources';

/** What a configuration is made from. Nothing else is looked at. */
export interface ResolveInput extends ParseInputs {
  readonly env: NodeJS.ProcessEnv;
  /** Flags by environment name of the setting; they win over `env`. */
  readonly flags?: Readonly<Record<string, string>>;
}

/** Resolves the settings once. Never throws: what cannot be used is in `problems`. */
export function resolveConfig(input: ResolveInput): ResolvedConfig {
  // The first source that gives a setting wins.
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

/** Whether there is anything to tell the user at start. */
export function hasNews({ problems, strangers, former }: ResolvedConfig): boolean {
  return problems.length > 0 || strangers.size > 0 || former.length > 0;
}

function getterOf(given: ReadonlyMap<string, GivenValue>): GetValue {
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
    // A signal's value may come from the setting for all signals, which is told once.
    const setting = !settings.has(name) && 'like' in row ? row.like : name;
    const given = settings.get(setting);
    if (given === undefined) return;
    const { text, source } = given;
    const heard = problems.some(other => other.setting === setting && other.message === message);
    if (!heard) problems.push({ name: setting, setting, value: text, source, message, used });
  };
}
