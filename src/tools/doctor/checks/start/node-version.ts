import { OLDEST_NODE } from '../../../../agent/boot/guard/rules/runtime';
import type { Check } from '../../check';
import { fail, ok, warn } from '../../check';
import { optionOf } from '../../view/node-words';

/** Does the agent run on this Node, with these flags? */
export const nodeVersion: Check = {
  name: 'node',
  needs: 'app',
  run({ nodeVersion: version, nodeWords }) {
    if (version === undefined)
      return warn({
        seen: 'no Node.js was found in the image',
        why: `the agent needs Node.js ${OLDEST_NODE} or newer`,
        mend: 'give the folder of the root file system, or look at node --version in the image',
      });
    if (Number.parseInt(version, 10) < OLDEST_NODE)
      return fail({
        seen: `Node.js ${version}`,
        why: `the agent needs Node.js ${OLDEST_NODE} or newer; on older ones the app runs without it`,
        mend: `upgrade to Node.js ${OLDEST_NODE} or newer`,
      });
    const flag = Object.keys(TROUBLESOME).find(name => optionOf(nodeWords, name) !== undefined);
    if (flag !== undefined)
      return warn({
        seen: `Node.js ${version} with ${flag}`,
        why: TROUBLESOME[flag]!,
        mend: `take ${flag} away`,
      });
    const flags = nodeWords.map(({ word }) => word).filter(word => word.startsWith('-'));
    return ok(`Node.js ${version}${flags.length === 0 ? '' : `, ${flags.join(' ')}`}`);
  },
};

const TROUBLESOME: Readonly<Record<string, string>> = {
  '--frozen-intrinsics': 'instrumentations replace functions, which this flag forbids',
  '--jitless': 'the agent, like all code, runs many times slower without the compiler',
};
