/* The --require entry. What is turned off must cost nothing, so this is all that a disabled process loads. */
import { isSilentlyDisabled } from './guard/is-disabled';

if (!isSilentlyDisabled()) {
  // `--require` runs before a worker's script is known, `--import` after.
  const { startGuarded }: typeof import('./start-guarded') = require('./start-guarded.js');
  startGuarded(__filename, isPreloaded(module.parent));
}

/** Also by a file that requires this one, as the images' autoinstrumentation.js does. */
function isPreloaded(parent: NodeModule | null | undefined): boolean {
  return parent != null && (parent.id === 'internal/preload' || isPreloaded(parent.parent));
}
