export { type FlagOption, flagOptions } from './describe/flag-options';
export { exitCodeOf, printConfig } from './describe/print-config';
export { commonSettings, settingsPage } from './describe/settings-page';
