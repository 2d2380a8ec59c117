/* Part of dist/config-file.js: parts that only a configuration file can ask for. */
export { followFile } from './follow-file';
export { Live } from './live';
export { readerOptions } from './reader-options';
export { declareResource } from './resource';
export { createDeclaredSampler } from './sampler';
export { Switches } from './switches';
export { viewOptions } from './views';
