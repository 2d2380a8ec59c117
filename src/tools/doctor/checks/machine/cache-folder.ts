import { accessSync, constants, existsSync, lstatSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isOwn } from '../../../../agent/boot/own-folder';
import type { Check } from '../../check';
import { ok, warn } from '../../check';

/** Can the agent keep its compiled code? */
export const cacheFolder: Check = {
  name: 'code cache',
  needs: 'machine',
  run({ config, env }) {
    const given = config.get('OTEL_AGENT_CODE_CACHE');
    if (given === 'off') return ok('off (OTEL_AGENT_CODE_CACHE)');
    if (process.getuid === undefined) return ok('not used on Windows');
    const folder = given || path.join(env.TMPDIR || os.tmpdir(), `otel-agent-${process.getuid()}`);
    const flaw = flawOf(folder);
    if (flaw === undefined) return ok(folder);
    return warn({
      seen: `${folder} ${flaw}`,
      why: 'without compiled code each start takes 10 ms longer',
      mend: 'set OTEL_AGENT_CODE_CACHE to a folder that this user alone can write to, or to off',
    });
  },
};

/** Reason why a folder cannot be used; undefined if it can, or can be made. */
function flawOf(folder: string): string | undefined {
  try {
    if (!existsSync(folder)) {
      accessSync(path.dirname(folder), constants.W_OK);
      return undefined;
    }
    if (!isOwn(lstatSync(folder))) return 'is not a folder that this user alone can write to';
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return `cannot be written to (${(error as NodeJS.ErrnoException).code})`;
  }
}
