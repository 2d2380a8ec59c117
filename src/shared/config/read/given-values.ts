import { readFileSync } from 'node:fs';
import { parsers } from '../kinds';
import type { ParseContext, ReadRules } from '../kinds/kind';
import type { GivenValue, Problem } from '../resolved-config';
import type { StandaloneRow } from '../setting';
import { findSetting, standaloneRow } from '../settings';
import { type GivenTexts, SWITCHES_NAME } from './given-texts';
import type { GivenText } from './sources';

/** Inputs of parsing beside the texts. */
export interface ParseInputs {
  /** Short names of every instrumentation; without them names of instrumentations are not checked. */
  readonly instrumentationNames?: readonly string[];
  /** Reads certificate files; `fs.readFileSync` by default. */
  readonly readFile?: (path: string) => Uint8Array;
  /** Reads rules (src/agent/rules.ts); without it they cannot be used. */
  readonly readRules?: ReadRules;
}

/** Parses the given texts. Unusable values are added to `problems` and missing in the result. */
export function parseTexts(
  texts: GivenTexts,
  inputs: ParseInputs,
  problems: Problem[],
): Map<string, GivenValue> {
  const values = new Map<string, GivenValue>();
  for (const [name, text] of texts.settings) {
    const value = parse(name, text, inputs, problems);
    if (value !== undefined) values.set(name, { value, raw: text.raw, source: text.source });
  }
  if (texts.switches.size > 0) addSwitches(texts, inputs, problems, values);
  return values;
}

/** Adds all switches as the value of their row, with the origin of the last switch. */
function addSwitches(
  texts: GivenTexts,
  inputs: ParseInputs,
  problems: Problem[],
  values: Map<string, GivenValue>,
): void {
  const entries: [string, boolean][] = [];
  for (const [name, text] of texts.switches) {
    const value = parse(name, text, inputs, problems);
    if (value === undefined) continue;
    entries.push([text.instrumentation, value === true]);
    values.set(SWITCHES_NAME, { value: Object.fromEntries(entries), raw: text.raw, source: text.source });
  }
}

function parse(
  name: string,
  { text, raw, source }: GivenText,
  inputs: ParseInputs,
  problems: Problem[],
): unknown {
  const isSwitch = findSetting(name) === undefined;
  const row: StandaloneRow = standaloneRow(findSetting(isSwitch ? SWITCHES_NAME : name)!);
  const used = isSwitch ? 'the default' : undefined;
  const refuse: ParseContext['refuse'] = (message, part) => {
    problems.push({
      name: source.key ?? (source.kind === 'env' ? source.name : name),
      setting: name,
      value: raw.trim(),
      source,
      message,
      part,
      used,
    });
  };
  try {
    const { readFile = readFileSync, readRules, instrumentationNames } = inputs;
    return parsers[row.kind](text, { row, refuse, readFile, readRules, instrumentationNames });
  } catch {
    // Catch a parser's own mistake: it must not end the app's process.
    return refuse('cannot be read');
  }
}
