import { classifyName, switchedInstrumentation } from './other-names';
import { settings } from './settings';
import type { GivenText, SettingsSource } from './sources';
import { environmentSpelling } from './types/instrumentations';

/** The names that were given, sorted by what they are. */
export interface Gathered {
  /** Texts of settings in the table, by environment name. */
  readonly given: Map<string, GivenText>;
  /** Texts of OTEL_INSTRUMENTATION_<NAME>_ENABLED, by short name of the instrumentation. */
  readonly switches: Map<string, GivenText & { readonly name: string }>;
  readonly unknown: { name: string; suggestion: string | undefined }[];
  readonly ignored: { name: string; reason: string; tell: boolean }[];
  readonly former: { name: string; now: string }[];
}

/** Sorts what the sources give; an earlier source wins over a later one, a setting's name over its older names. */
export function gather(
  sources: readonly SettingsSource[],
  instrumentationNames: readonly string[] | undefined,
): Gathered {
  const gathered: Gathered = { given: new Map(), switches: new Map(), unknown: [], ignored: [], former: [] };
  for (const source of sources) {
    const formerTexts: [string, GivenText][] = [];
    for (const [name, text] of source) {
      if (Object.hasOwn(settings, name)) addMissing(gathered.given, name, text);
      else addOther(gathered, name, text, instrumentationNames, formerTexts);
    }
    for (const [now, text] of formerTexts) addMissing(gathered.given, now, text);
  }
  return gathered;
}

function addOther(
  gathered: Gathered,
  name: string,
  text: GivenText,
  instrumentationNames: readonly string[] | undefined,
  formerTexts: [string, GivenText][],
): void {
  const spelling = switchedInstrumentation(name);
  const instrumentation = spelling === undefined ? undefined : nameOf(spelling, instrumentationNames);
  if (instrumentation !== undefined) {
    addMissing(gathered.switches, instrumentation, { ...text, name });
    return;
  }
  const other = classifyName(name, text.text, instrumentationNames);
  if (other.kind === 'ignored') gathered.ignored.push({ name, reason: other.reason, tell: other.tell });
  else if (other.kind === 'unknown') gathered.unknown.push({ name, suggestion: other.suggestion });
  else {
    gathered.former.push({ name, now: other.now });
    formerTexts.push([other.now, text]);
  }
}

function nameOf(spelling: string, instrumentationNames: readonly string[] | undefined): string | undefined {
  if (instrumentationNames === undefined) return spelling.toLowerCase().replaceAll('_', '-');
  return instrumentationNames.find(name => environmentSpelling(name) === spelling);
}

function addMissing<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value);
}
