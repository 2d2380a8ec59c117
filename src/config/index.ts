export { isInstrumentationOn } from './instrumentation-switches';
export { hasNews, resolveConfig } from './resolve';
export type { GetValue, ResolvedConfig } from './resolved-config';
export type { SettingName } from './settings';
export type { SignalExport } from './signals';
export { processEnvironment } from './sources';
