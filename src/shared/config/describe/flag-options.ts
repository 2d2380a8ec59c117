import { flagOf } from '../read/flags';
import type { SettingRow } from '../setting';
import { SETTING_GROUPS, standaloneRow } from '../settings';
import { defaultTextOf, descriptionOf, formOf } from './form';

/** Setting as a flag of the command line. */
export interface FlagOption {
  /** Flag without dashes. */
  readonly flag: string;
  /** Environment name of the setting. */
  readonly name: string;
  readonly group: string;
  readonly description: string;
  /** Form of its values: `milliseconds`. */
  readonly form: string;
  readonly defaultText: string;
  readonly hidden: boolean;
  /** True if the flag without a value means `true`. */
  readonly isSwitch: boolean;
}

/** Lists every setting that has a flag, in the table's order. */
export function flagOptions(): FlagOption[] {
  return SETTING_GROUPS.flatMap(({ title, settings }) =>
    Object.entries<SettingRow>(settings).flatMap(([name, row]) => {
      const flag = flagOf(name);
      return flag === undefined ? [] : [optionOf(flag, name, title, row)];
    }),
  );
}

const SWITCHES = ['boolean', 'switch', 'switchOrFolder', 'switchOrFile', 'instrumentationSwitches'];

function optionOf(flag: string, name: string, group: string, row: SettingRow): FlagOption {
  const { kind } = standaloneRow(row);
  return {
    flag,
    name,
    group,
    description: descriptionOf(row),
    form: formOf(row),
    defaultText: defaultTextOf(row),
    hidden: 'like' in row || row.hidden === true,
    isSwitch: SWITCHES.includes(kind),
  };
}
