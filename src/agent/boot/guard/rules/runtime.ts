import type { Decision, ProcessFacts } from '../facts';

/** Oldest major version of Node that the agent supports, as in package.json's `engines`. */
export const OLDEST_NODE = 20;

/** Rules out other runtimes and older Nodes: the app runs as it is, and a line says why. */
export function runtimeRule({ versions }: ProcessFacts): Decision | undefined {
  for (const name of Object.keys(OTHERS)) {
    if (versions[name] !== undefined)
      return unsupported(
        `${OTHERS[name]} ${versions[name]}`,
        name === 'deno' ? 'OTEL_DENO=true traces it' : undefined,
      );
  }
  // No news here: an editor's tools run on its Electron with the variables of the terminal that it was started from.
  if (versions.electron !== undefined) return { instrument: false, reason: 'Electron is not supported' };
  const node = versions.node || '0';
  if (parseInt(node, 10) >= OLDEST_NODE) return undefined;
  return unsupported(`Node.js ${node}`);
}

const OTHERS: Readonly<Record<string, string>> = { bun: 'Bun', deno: 'Deno' };

function unsupported(runtime: string, mend = `use Node.js ${OLDEST_NODE} or newer`): Decision {
  return {
    instrument: false,
    reason: `${runtime} is not supported`,
    news: { effect: 'the app runs uninstrumented', mend },
  };
}
