import { readFileSync } from 'node:fs';
import { type GivenTexts, switchesName } from './given-texts';
import { parsers } from './kinds';
import type { GivenValue, Problem } from './resolved-config';
import type { StandaloneRow } from './setting';
import { findSetting, standaloneRow } from './settings';
import type { GivenText } from './sources';

/** What parsing looks at beside the texts. */
export interface ParseInputs {
  /** Short names of every instrumentation there is; without it names of instrumentations are not checked. */
  readonly instrumentationNames?: readonly string[];
  /** Reads certificate files; `fs.readFileSync` when left out. */
  readonly readFile?: (path: string) => Uint8Array;
}

/** Parses the given texts. What cannot be used is added to `problems` and missing in the result. */
export function parseTexts(
  texts: GivenTexts,
  inputs: ParseInputs,
  problems: Problem[],
): Map<string, GivenValue> {
  const values = new Map<string, GivenValue>();
  for (const [name, text] of texts.settings) {
    const value = parse(name, text, inputs, problems);
    if (value !== undefined) values.set(name, { value, raw: text.text, source: text.source });
  }
  if (texts.switches.size > 0) addSwitches(texts, inputs, problems, values);
  return values;
}

/** Adds all switches as the value of their row; its origin is the last one's. */
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
    values.set(switchesName, { value: Object.fromEntries(entries), raw: text.text, source: text.source });
  }
}

function parse(name: string, { text, source }: GivenText, inputs: ParseInputs, problems: Problem[]): unknown {
  const isSwitch = findSetting(name) === undefined;
  const row: StandaloneRow = standaloneRow(findSetting(isSwitch ? switchesName : name)!);
  const used = isSwitch ? 'the default' : undefined;
  const refuse = (message: string): undefined => {
    problems.push({
      name: source.kind === 'env' ? source.name : name,
      setting: name,
      value: text,
      source,
      message,
      used,
    });
  };
  try {
    const { readFile = readFileSync, instrumentationNames } = inputs;
    return parsers[row.kind](text, { row, refuse, readFile, instrumentationNames });
  } catch {
    // The process is the app's: a parser's own mistake must not end it.
    return refuse('cannot be read');
  }
}
