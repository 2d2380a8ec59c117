import { flagOf } from '../flags';
import type { SettingRow } from '../setting';
import { settingGroups, standaloneRow } from '../settings';
import { defaultTextOf, descriptionOf } from './form';

/** A setting as the command line takes it. */
export interface FlagOption {
  /** Without dashes. */
  readonly flag: string;
  /** Environment name of the setting. */
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly defaultText: string;
  readonly hidden: boolean;
  /** The flag alone means `true`. */
  readonly isSwitch: boolean;
}

/** Every setting that has a flag, in the table's order. */
export function flagOptions(): FlagOption[] {
  return settingGroups.flatMap(({ title, settings }) =>
    Object.entries<SettingRow>(settings).flatMap(([name, row]) => {
      const flag = flagOf(name);
      return flag === undefined ? [] : [optionOf(flag, name, title, row)];
    }),
  );
}

function optionOf(flag: string, name: string, group: string, row: SettingRow): FlagOption {
  const { kind } = standaloneRow(row);
  return {
    flag,
    name,
    group,
    description: descriptionOf(row),
    defaultText: defaultTextOf(row),
    hidden: 'like' in row || row.hidden === true,
    isSwitch: kind === 'boolean' || kind === 'switch' || kind === 'instrumentationSwitches',
  };
}
