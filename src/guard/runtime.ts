import type { Decision, ProcessFacts } from './facts';

/** The oldest major version of Node that the agent supports; package.json's `engines` says the same. */
export const OLDEST_NODE = 20;

/** Other runtimes and older Nodes: the app runs as it is, and one line says why. */
export function runtimeRule({ versions }: ProcessFacts): Decision | undefined {
  for (const name of Object.keys(OTHERS)) {
    if (versions[name] !== undefined)
      return unsupported(`${OTHERS[name]} ${versions[name]} is not supported`);
  }
  // An editor's tools run on its Electron with the variables of the terminal that it was started from.
  if (versions.electron !== undefined) return { instrument: false, reason: 'Electron is not supported' };
  const node = versions.node || '0';
  if (parseInt(node, 10) >= OLDEST_NODE) return undefined;
  return unsupported(`Node.js ${node} is not supported, ${OLDEST_NODE} is the oldest that is`);
}

const OTHERS: Readonly<Record<string, string>> = { bun: 'Bun', deno: 'Deno' };

function unsupported(reason: string): Decision {
  return { instrument: false, reason, news: 'the app runs uninstrumented' };
}
