import type { SettingName, Value } from '../settings';

/** Returns the value of a setting, given or default, by its environment name. */
export type GetValue = <Name extends SettingName>(name: Name) => Value<Name>;

/** Reports that a value, good by itself, cannot be used beside another. Silent for a setting that was not given. */
export type ReportConflict = (name: SettingName, message: string, used: string) => void;
