/* The --require entry. Disabled processes and tools load only this file. */

import { isLeftAloneInSilence } from './guard/is-left-alone';
import { assertPermissions } from './guard/permissions';
import { describeTool } from './guard/rules/describe-tool';
import { standAside } from './guard/stand-aside';

try {
  assertPermissions();
  if (!isLeftAloneInSilence()) {
    const { startGuarded }: typeof import('./start-guarded') = require('./start-guarded.js');
    startGuarded({ file: __filename, describeTool });
  }
} catch (error) {
  standAside(error);
}
