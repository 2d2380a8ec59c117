export { isInstrumentationOn } from './instrumentation-switches';
export type { Address } from './kinds/addresses';
export type { OtlpProtocol } from './otlp-address';
export { hasNews, type ResolveInput, resolveConfig } from './resolve';
export type { GetValue, GivenValue, Problem, ResolvedConfig } from './resolved-config';
export type { SettingName, Value } from './settings';
export type { SignalExport, Signals, TlsFiles } from './signals';
export { processEnvironment } from './sources';
