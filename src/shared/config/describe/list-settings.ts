import { isSamplerOfFile, valueInEffect } from '../messages/used-instead';
import type { ValueSource } from '../read/sources';
import type { ResolvedConfig } from '../resolved-config';
import type { StandaloneRow } from '../setting';
import { findSetting, SETTING_GROUPS, type SettingName, standaloneRow } from '../settings';

/** Setting with its effective value in this process. `value` is in clear, even of a secret. */
export interface ListedSetting {
  readonly name: string;
  readonly group: string;
  readonly row: StandaloneRow;
  readonly value: unknown;
  /** Value for reading, without secrets; for an unset setting the effective value. */
  readonly shown: string;
  readonly source: ValueSource;
}

/** Lists every setting of the table with its value and origin, in the table's order. */
export function listSettings(config: ResolvedConfig): ListedSetting[] {
  return SETTING_GROUPS.flatMap(({ title, settings }) =>
    Object.keys(settings).map(name => ({
      name,
      group: title,
      row: standaloneRow(findSetting(name)!),
      value: isSamplerOfFile(name, config) ? undefined : config.get(name as SettingName),
      shown: valueInEffect(name, config)!,
      source: sourceOf(name, config),
    })),
  );
}

/** Origin of a value; for a setting that falls back to another, that may be the other setting's origin. */
function sourceOf(name: string, config: ResolvedConfig): ValueSource {
  const given = config.given.get(name);
  if (given !== undefined) return given.source;
  const row = findSetting(name)!;
  return 'like' in row ? sourceOf(row.like, config) : { kind: 'default', name };
}
