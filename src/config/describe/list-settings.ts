import type { ResolvedConfig } from '../resolved-config';
import type { StandaloneRow } from '../setting';
import { findSetting, type SettingName, settingGroups, standaloneRow } from '../settings';
import type { ValueSource } from '../sources';

/** One setting as it counts in this process. `value` is in clear, even of a secret. */
export interface ListedSetting {
  readonly name: string;
  readonly group: string;
  readonly row: StandaloneRow;
  readonly value: unknown;
  readonly source: ValueSource;
}

/** Every setting of the table with its value and origin, in the table's order. */
export function listSettings(config: ResolvedConfig): ListedSetting[] {
  return settingGroups.flatMap(({ title, settings }) =>
    Object.keys(settings).map(name => ({
      name,
      group: title,
      row: standaloneRow(findSetting(name)!),
      value: config.get(name as SettingName),
      source: sourceOf(name, config),
    })),
  );
}

/** Where a value came from: of a setting that falls back, that may be the other setting's origin. */
function sourceOf(name: string, config: ResolvedConfig): ValueSource {
  const given = config.given.get(name);
  if (given !== undefined) return given.source;
  const row = findSetting(name)!;
  return 'like' in row ? sourceOf(row.like, config) : { kind: 'default', name };
}
