/* The --require entry. What is turned off must cost nothing, so this is all that a disabled process loads. */
import { isSilentlyDisabled } from './guard/is-disabled';

if (!isSilentlyDisabled()) {
  // `--require` runs before a worker's script is known, `--import` after.
  const isPreload = module.parent != null && module.parent.id === 'internal/preload';
  const { startGuarded }: typeof import('./start-guarded') = require('./start-guarded.js');
  startGuarded(__filename, isPreload);
}
