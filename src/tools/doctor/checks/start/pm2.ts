import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Check } from '../../check';
import { ok, warn } from '../../check';

const FILES = ['js', 'cjs', 'mjs', 'json'].flatMap(end => [`ecosystem.config.${end}`, `pm2.config.${end}`]);

/** Does pm2 pass the preload on in cluster mode? */
export const pm2: Check = {
  name: 'pm2',
  needs: 'app',
  run({ folder, manifest }) {
    const folders = [folder, manifest?.folder ?? folder];
    const file = folders.flatMap(place => FILES.map(name => path.join(place, name))).find(existsSync);
    if (file === undefined) return ok('no ecosystem file');
    const text = readFileSync(file, 'utf8');
    const isCluster = /exec_mode["']?\s*:\s*["']cluster|instances["']?\s*:\s*["']?(max|-?[2-9]|-1|\d\d)/.test(
      text,
    );
    const isInNodeArgs = /(node_args|interpreter_args)["']?\s*:[^\n]*(otel-agent|autoinstrumentation)/.test(
      text,
    );
    if (isInNodeArgs) return ok(`node_args in ${file} loads the agent`);
    if (isCluster && /NODE_OPTIONS/.test(text))
      return warn({
        seen: `${file} sets NODE_OPTIONS in cluster mode`,
        why: "pm2's daemon hands the variables over when Node has started already",
        mend: "write node_args: '--require otel-agent' into that file",
      });
    return ok(`${file} says nothing against it`);
  },
};
