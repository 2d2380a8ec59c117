export { listenToUpstream, ownDiag } from './diagnostics';
export { createLog, isDebug, type Log, type LogLevel } from './log';
