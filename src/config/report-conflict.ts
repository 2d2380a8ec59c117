import type { SettingName } from './settings';

/** Says that a value, good by itself, cannot be used beside another. Silent for a setting that nobody gave. */
export type ReportConflict = (name: SettingName, message: string, used: string) => void;
