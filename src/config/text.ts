/* dist/config-text.js: what the configuration says in words, loaded when there is something to say. */
export { exitCodeOf, printConfig } from './describe/print-config';
export { startLines } from './messages';
