/* dist/config-text.js: checks options and words the lines about settings at start, loaded if there may be any. */
export { withOptions } from '../options/with-options';
export { startLines } from './messages';
