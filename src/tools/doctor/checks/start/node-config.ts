import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Check } from '../../check';
import { ok, warn } from '../../check';
import { readJson } from '../../packages/manifest';
import { optionOf } from '../../view/node-words';

/** Does node.config.json count? */
export const nodeConfig: Check = {
  name: 'node.config.json',
  needs: 'app',
  run({ folder, env, nodeWords }) {
    const named = optionOf(nodeWords, '--experimental-config-file', '--config-file');
    const isDefault = optionOf(nodeWords, '--experimental-default-config-file') !== undefined;
    const file = path.resolve(folder, typeof named === 'string' ? named : 'node.config.json');
    const isThere = existsSync(file);
    if (!isThere) return ok('there is none');
    const { nodeOptions } = readJson(file);
    if (nodeOptions === undefined) return ok(`${file} has no nodeOptions`);
    if (named === undefined && !isDefault)
      return ok(`${file} is not read: Node reads it with --experimental-default-config-file`);
    if (!env.NODE_OPTIONS) return ok(`${file} is read`);
    return warn({
      seen: `${file} has nodeOptions, and NODE_OPTIONS is set`,
      why: 'Node drops all nodeOptions of the file in silence when NODE_OPTIONS is set',
      mend: 'move all options into one of them',
    });
  },
};
