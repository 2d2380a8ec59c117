import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Check } from '../../check';
import { fail, ok } from '../../check';

/** Is the script there, and is it CommonJS or an ES module? */
export const moduleFormat: Check = {
  name: 'module format',
  needs: 'app',
  run({ script, manifest }) {
    if (script === undefined) return ok('no script is known; CommonJS and ES modules are traced alike');
    const candidates = [script, `${script}.js`, path.join(script, 'index.js')];
    if (!candidates.some(file => existsSync(file)))
      return fail({
        seen: `${script} is not there`,
        why: 'Node cannot start the app',
        mend: 'build the app first, or correct the path',
      });
    const end = path.extname(script);
    const isEs =
      end === '.mjs' || end === '.mts' || (end !== '.cjs' && end !== '.cts' && manifest?.isEsModule === true);
    return ok(isEs ? 'ES module; --require and --import trace it alike' : 'CommonJS');
  },
};
