import { givenText } from '../../given-text';
import { nearest, nearestByPart } from '../../nearest';
import { environmentSpelling } from '../kinds/instrumentations';
import { isOfOtherAgents } from '../messages/other-agents';
import { getterOf } from '../resolve';
import type { GivenValue, Problem, ResolvedConfig } from '../resolved-config';
import type { Options } from '../setting';
import { settingNames } from '../settings';
import { fitValue } from './fit-value';
import {
  findOption,
  type KnownOption,
  optionVariable,
  optionVariables,
  suggestOption,
} from './known-options';
import { readOptionText } from './read-option-text';

const NAME = 'OTEL_AGENT_INSTRUMENTATION_OPTIONS';

/**
 * Checks the options of instrumentations, and adds those that are variables of their own:
 * OTEL_INSTRUMENTATION_<NAME>_<OPTION>, which win. Options that do not exist or have a wrong type are left out and named.
 */
export function withOptions(config: ResolvedConfig): ResolvedConfig {
  const variables = [...config.strangers].flatMap(([name, text]) => variableOf(name, text, config));
  const before = config.given.get(NAME);
  if (before === undefined && variables.length === 0) return config;
  const problems = [...config.problems];
  const checked = before === undefined ? {} : checkedOptions(before, problems);
  const { value, last } = addVariables(checked, variables, problems);
  const given = new Map(config.given);
  const raw = JSON.stringify(value);
  if (last !== undefined) given.set(NAME, { value, raw, source: { kind: 'env', name: last } });
  else if (before !== undefined) given.set(NAME, { ...before, value });
  const strangers = new Map(config.strangers);
  for (const { name } of variables) strangers.delete(name);
  return { ...config, get: getterOf(given), given, problems, strangers };
}

/** Keeps the options that exist and have the type that upstream declares. */
function checkedOptions({ value, raw, source }: GivenValue, problems: Problem[]): Record<string, Options> {
  const name = source.key ?? (source.kind === 'env' ? source.name : NAME);
  const kept = Object.entries(value as Record<string, Options>).flatMap(([instrumentation, options]) => {
    const entries = Object.entries(options).flatMap(([given, one]): [string, unknown][] => {
      if (given === 'enabled') return [[given, one]];
      const known = findOption(instrumentation, given);
      const fitted = known && fitValue(known, one);
      if (fitted !== undefined && 'value' in fitted) return [[known!.option, fitted.value]];
      const reason =
        fitted?.flaw ?? `it does not have${suggestOption(instrumentation, given, option => option)}`;
      const message = `has "${given}" for ${instrumentation}, which ${reason}`;
      const used = known === undefined ? 'the rest' : 'the default';
      problems.push({ name, setting: NAME, value: raw.trim(), source, message, used });
      return [];
    });
    const isEmptied = entries.length < Object.keys(options).length && entries.length === 0;
    return isEmptied ? [] : [[instrumentation, Object.fromEntries(entries)] as const];
  });
  return Object.fromEntries(kept);
}

/** Variable that names an option of an instrumentation; `known` is undefined for an option that does not exist. */
interface Variable {
  readonly name: string;
  readonly text: string;
  readonly instrumentation: string;
  readonly given: string;
  readonly known: KnownOption | undefined;
}

function variableOf(name: string, text: string, { instrumentationNames = [] }: ResolvedConfig): Variable[] {
  const rest = /^OTEL_INSTRUMENTATION_(.+)$/.exec(name)?.[1];
  // A misspelt switch is no option: it is named with the nearest switch.
  if (rest === undefined || rest.endsWith('_ENABLED')) return [];
  const candidates = instrumentationNames
    .filter(candidate => rest.startsWith(`${environmentSpelling(candidate)}_`))
    .map(instrumentation => {
      const given = rest.slice(environmentSpelling(instrumentation).length + 1);
      return { name, text, instrumentation, given, known: findOption(instrumentation, given) };
    });
  const best = candidates.find(({ known }) => known !== undefined) ?? candidates[0];
  return best === undefined || (best.known === undefined && isOfOtherAgents(name)) ? [] : [best];
}

function addVariables(
  before: Readonly<Record<string, Options>>,
  variables: readonly Variable[],
  problems: Problem[],
): { value: Record<string, Options>; last: string | undefined } {
  const value = { ...before };
  let last: string | undefined;
  for (const variable of variables) {
    const { name, text, instrumentation, known } = variable;
    const refuse = (message: string, used: string) => {
      problems.push({ name, setting: name, value: text, source: { kind: 'env', name }, message, used });
    };
    if (known === undefined) {
      refuse(`is not an option of ${instrumentation}${suggestVariable(variable)}`, 'the rest');
      continue;
    }
    const read = readOptionText(known, givenText(text));
    if ('flaw' in read) {
      const other = value[instrumentation]?.[known.option];
      refuse(read.flaw, other === undefined ? 'the default' : JSON.stringify(other));
      continue;
    }
    value[instrumentation] = { ...value[instrumentation], [known.option]: read.value };
    last = name;
  }
  return { value, last };
}

/** Suggests the nearest variable: of an option, or a setting of its own. */
function suggestVariable({ name, instrumentation, given }: Variable): string {
  const options = optionVariables(instrumentation);
  const near =
    nearest(name, [...options, optionVariable(instrumentation, 'enabled'), ...settingNames()]) ??
    nearestByPart(name, options);
  return near === undefined
    ? suggestOption(instrumentation, given, option => optionVariable(instrumentation, option))
    : ` (did you mean ${near}?)`;
}
