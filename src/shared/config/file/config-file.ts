/* Part of dist/config-file.js: the declarative configuration, loaded where OTEL_CONFIG_FILE is set. */
export { isInstrumentationOn } from '../derived/instrumentation-switches';
export { type Comparison, compare } from './compare';
export { unsetReferences, writeFile } from './migrate/write-file';
export { layOver, type RemoteSettings } from './remote/lay-over';
export { readRemote } from './remote/read-remote';
export { resolveFile } from './resolve-file';
export { validate } from './validate';
