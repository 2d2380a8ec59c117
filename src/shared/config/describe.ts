export type { DescribedProcess } from './describe/facts';
export { type FlagOption, flagOptions } from './describe/flag-options';
export { givenSettings } from './describe/given-settings';
export { exitCodeOf, printConfig } from './describe/print-config';
export { commonSettings, settingsPage } from './describe/settings-page';
