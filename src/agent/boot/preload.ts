/* The --require entry. Disabled processes and tools load only this file. */

import { isLeftAloneInSilence } from './guard/is-left-alone';
import { assertPermissions } from './guard/permissions';
import { describeTool } from './guard/rules/describe-tool';
import { standAside } from './guard/stand-aside';

try {
  assertPermissions();
  if (!isLeftAloneInSilence()) {
    const { startGuarded }: typeof import('./start-guarded') = require('./start-guarded.js');
    // Tell the two ways apart: `--require` runs before a worker's script is known, `--import` after.
    startGuarded({ file: __filename, isPreload: isPreloaded(module.parent), describeTool });
  }
} catch (error) {
  standAside(error);
}

/** True if preloaded, even by a file that requires this one, as the images' autoinstrumentation.js does. */
function isPreloaded(parent: NodeModule | null | undefined): boolean {
  return parent != null && (parent.id === 'internal/preload' || isPreloaded(parent.parent));
}
