export { isInstrumentationAskedFor, isInstrumentationOn } from './derived/instrumentation-switches';
export type { GetValue } from './read/get-value';
export { hasConfigFile, hasNews, resolveConfig } from './resolve';
export type { ResolvedConfig } from './resolved-config';
export type { SettingName } from './settings';
