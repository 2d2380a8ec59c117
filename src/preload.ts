/* The --require entry. It is all that a process loads which is turned off, or a tool's. */
import { describeTool } from './guard/describe-tool';
import { isLeftAloneInSilence } from './guard/is-left-alone';

if (!isLeftAloneInSilence()) {
  const { startGuarded }: typeof import('./start-guarded') = require('./start-guarded.js');
  // `--require` runs before a worker's script is known, `--import` after.
  startGuarded({ file: __filename, isPreload: isPreloaded(module.parent), describeTool });
}

/** Also by a file that requires this one, as the images' autoinstrumentation.js does. */
function isPreloaded(parent: NodeModule | null | undefined): boolean {
  return parent != null && (parent.id === 'internal/preload' || isPreloaded(parent.parent));
}
