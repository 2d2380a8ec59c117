export type { GetValue } from './get-value';
export { isInstrumentationOn } from './instrumentation-switches';
export { hasNews, resolveConfig } from './resolve';
export type { ResolvedConfig } from './resolved-config';
export type { SettingName } from './settings';
export type { SignalExport } from './signals';
export { processEnvironment } from './sources';
