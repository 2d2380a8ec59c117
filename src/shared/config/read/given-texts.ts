import { environmentSpelling } from '../kinds/instrumentations';
import { findSetting, type SettingName, settingNames } from '../settings';
import type { GivenText, SettingsSource } from './sources';

/** Given texts, sorted by what they belong to. */
export interface GivenTexts {
  /** Texts of settings, by environment name. */
  readonly settings: Map<string, GivenText>;
  /** Texts of OTEL_INSTRUMENTATION_<NAME>_ENABLED, by that name. */
  readonly switches: Map<string, GivenText & { readonly instrumentation: string }>;
  readonly strangers: Map<string, string>;
  readonly former: { name: string; now: string }[];
}

/** Key of the row that stands for all switches. */
export const SWITCHES_NAME: SettingName = 'OTEL_INSTRUMENTATION_<NAME>_ENABLED';

/** Sorts the texts of the sources; an earlier source wins over a later one, a setting's name over its older names. */
export function sortTexts(
  sources: readonly SettingsSource[],
  instrumentationNames: readonly string[] | undefined,
): GivenTexts {
  const texts: GivenTexts = { settings: new Map(), switches: new Map(), strangers: new Map(), former: [] };
  for (const source of sources) {
    if (source.size === 0) continue;
    const unlisted = [...source].filter(([name, text]) => !takeSetting(texts, name, text));
    for (const [name, text] of unlisted) {
      if (!takeSwitch(texts, name, text, instrumentationNames) && !takeFormer(texts, name, text)) {
        texts.strangers.set(name, text.text);
      }
    }
  }
  return texts;
}

/** NAME of OTEL_INSTRUMENTATION_<NAME>_ENABLED; undefined for any other name. */
export function switchedInstrumentation(name: string): string | undefined {
  return /^OTEL_INSTRUMENTATION_(.+)_ENABLED$/.exec(name)?.[1];
}

function takeSetting(texts: GivenTexts, name: string, text: GivenText): boolean {
  if (findSetting(name) === undefined) return false;
  addMissing(texts.settings, name, text);
  return true;
}

function takeSwitch(
  texts: GivenTexts,
  name: string,
  text: GivenText,
  instrumentationNames: readonly string[] | undefined,
): boolean {
  const spelling = switchedInstrumentation(name);
  if (spelling === undefined) return false;
  const instrumentation =
    instrumentationNames === undefined
      ? spelling.toLowerCase().replaceAll('_', '-')
      : instrumentationNames.find(candidate => environmentSpelling(candidate) === spelling);
  if (instrumentation !== undefined) addMissing(texts.switches, name, { ...text, instrumentation });
  return instrumentation !== undefined;
}

function takeFormer(texts: GivenTexts, name: string, text: GivenText): boolean {
  const now = settingNames().find(candidate => findSetting(candidate)?.formerly?.includes(name));
  if (now === undefined) return false;
  texts.former.push({ name, now });
  addMissing(texts.settings, now, text);
  return true;
}

function addMissing<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value);
}
