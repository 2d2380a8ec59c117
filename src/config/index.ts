export { isInstrumentationOn } from './instrumentation-switches';
export { startLines } from './messages';
export type { OtlpProtocol } from './otlp-address';
export { type ResolveInput, resolveConfig } from './resolve';
export type { Problem, ResolvedConfig, ResolvedSetting } from './resolved-config';
export type { Values } from './settings';
export type { SignalExport, Signals, TlsFiles } from './signals';
export { processEnvironment } from './sources';
export type { Address } from './types/addresses';
