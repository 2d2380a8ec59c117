import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Check } from '../../check';
import { ok, warn } from '../../check';

/** Does npm replace NODE_OPTIONS? */
export const npmrc: Check = {
  name: '.npmrc',
  needs: 'app',
  run({ folder, manifest, env, root }) {
    const home =
      root === undefined ? [os.homedir()] : [path.join(root, 'root'), path.join(root, 'home/node')];
    const files = [folder, manifest?.folder ?? folder, ...home].map(place => path.join(place, '.npmrc'));
    const found = [...new Set(files)]
      .map(file => ({ file, options: optionsIn(file) }))
      .find(({ options }) => options !== undefined);
    const options = env.npm_config_node_options ?? found?.options;
    const place = env.npm_config_node_options === undefined ? found?.file : 'npm_config_node_options';
    if (options === undefined) return ok('no node-options, so that npm leaves NODE_OPTIONS alone');
    if (/otel-agent|autoinstrumentation/.test(options)) return ok(`node-options in ${place} loads the agent`);
    return warn({
      seen: `${place} has node-options=${options}`,
      why: 'npm replaces NODE_OPTIONS by it in each script that it runs (npm start)',
      mend: `add --require otel-agent to node-options in ${place}, or start the app by node`,
    });
  },
};

function optionsIn(file: string): string | undefined {
  try {
    return /^\s*node-options\s*=\s*"?([^"\n]*)/m.exec(readFileSync(file, 'utf8'))?.[1]?.trim();
  } catch {
    return undefined;
  }
}
