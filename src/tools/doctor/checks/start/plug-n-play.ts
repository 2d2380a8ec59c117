import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Check } from '../../check';
import { ok, warn } from '../../check';
import { preloadsOf } from '../../view/node-words';

/** Does Yarn's Plug'n'Play find the agent? */
export const plugNPlay: Check = {
  name: "Plug'n'Play",
  needs: 'app',
  run({ folder, nodeWords, manifest }) {
    const file = findUp(folder, '.pnp.cjs');
    if (file === undefined) return ok('packages are in node_modules');
    const names = preloadsOf(nodeWords).map(({ name }) => name);
    const agent = names.indexOf('otel-agent');
    const pnp = names.findIndex(name => name.endsWith('.pnp.cjs'));
    if (agent !== -1 && (pnp === -1 || pnp > agent))
      return warn({
        seen: `--require otel-agent comes ${pnp === -1 ? 'without' : 'before'} --require ${file}`,
        why: "without Yarn's resolver Node does not find the package",
        mend: `yarn node --require otel-agent, or NODE_OPTIONS="--require ${file} --require otel-agent"`,
      });
    const isListed = [...(manifest?.dependencies ?? []), ...(manifest?.devDependencies ?? [])].includes(
      'otel-agent',
    );
    if (!isListed)
      return warn({
        seen: `${file} resolves packages, and package.json does not list otel-agent`,
        why: "Yarn's resolver finds listed packages only",
        mend: 'yarn add otel-agent',
      });
    return ok(`${file} resolves packages, and the agent is one of them`);
  },
};

function findUp(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, name);
    if (existsSync(file)) return file;
    if (path.dirname(at) === at) return undefined;
  }
}
