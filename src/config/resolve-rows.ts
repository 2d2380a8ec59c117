import { readFileSync } from 'node:fs';
import type { Gathered } from './gather';
import { problemOf } from './problems';
import type { ResolveInput } from './resolve';
import type { Problem, ResolvedSetting } from './resolved-config';
import type { ParseContext, Setting } from './setting';
import { type SettingName, settings, type Values } from './settings';
import { showValue } from './show-value';
import type { GivenText } from './sources';
import { trueOrFalse } from './types/plain';

type Inputs = Pick<ResolveInput, 'readFile' | 'instrumentationNames'>;

/** Every row's value and where it came from, with what was wrong on the way. */
export function resolveRows(gathered: Gathered, inputs: Inputs) {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  const resolved: Record<string, ResolvedSetting> = {};
  for (const name in settings) {
    const row: Setting = settings[name as SettingName];
    const unset = unsetValue(name, row, resolved);
    const given = gathered.given.get(name);
    const result = given === undefined ? unset : (useText(unset, row, given, inputs, problems) ?? unset);
    values[name] = result.value;
    resolved[name] = result;
  }
  const list = Object.values(resolved);
  if (gathered.switches.size > 0) {
    values[switchesName] = readSwitches(gathered.switches, inputs, list, problems);
  }
  return { values: values as Values, settings: list as readonly ResolvedSetting[], problems };
}

const switchesName: SettingName = 'OTEL_INSTRUMENTATION_<NAME>_ENABLED';

function unsetValue(name: string, row: Setting, resolved: Record<string, ResolvedSetting>): ResolvedSetting {
  const { value, source, raw, secret } =
    (row.fallback !== undefined && resolved[row.fallback]) || fromDefault(name, row);
  return { name, value, source, raw, secret };
}

function fromDefault(name: string, row: Setting): ResolvedSetting {
  return {
    name,
    value: row.default,
    source: { kind: 'default', name },
    raw: undefined,
    secret: row.secret ?? false,
  };
}

/** The setting as its text has it, or undefined when nothing of the text can be used. */
function useText(
  unset: ResolvedSetting,
  row: Setting,
  given: GivenText,
  inputs: Inputs,
  problems: Problem[],
): ResolvedSetting | undefined {
  const { value, reasons } = parse(row, given.text, inputs);
  for (const reason of reasons) {
    problems.push(problemOf(unset.name, row, given, reason, showValue(row, value ?? unset.value)));
  }
  return value === undefined ? undefined : { ...unset, value, source: given.source, raw: given.text };
}

/** One boolean for each OTEL_INSTRUMENTATION_<NAME>_ENABLED; each becomes a setting of its own in `list`. */
function readSwitches(
  switches: Gathered['switches'],
  inputs: Inputs,
  list: ResolvedSetting[],
  problems: Problem[],
): Record<string, boolean> {
  const row: Setting = {
    ...settings[switchesName],
    type: trueOrFalse,
    default: undefined,
    unset: 'the default',
  };
  const entries: [string, boolean][] = [];
  for (const [instrumentation, given] of switches) {
    const result = useText(fromDefault(given.name, row), row, given, inputs, problems);
    if (result === undefined) continue;
    list.push(result);
    entries.push([instrumentation, result.value === true]);
  }
  return Object.fromEntries(entries);
}

function parse(row: Setting, text: string, inputs: Inputs): { value: unknown; reasons: string[] } {
  const reasons: string[] = [];
  const context: ParseContext = {
    refuse(reason) {
      reasons.push(reason);
      return undefined;
    },
    readFile: inputs.readFile ?? readFileSync,
    instrumentationNames: inputs.instrumentationNames,
  };
  try {
    return { value: row.type.parse(text, context), reasons };
  } catch {
    // The process is the app's: a parser's own mistake must not end it.
    return { value: undefined, reasons: ['cannot be read'] };
  }
}
