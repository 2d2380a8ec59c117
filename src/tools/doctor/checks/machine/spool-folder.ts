import { tmpdir } from 'node:os';
import { runNow } from '../../../../agent/export/spool/disk';
import { Folders } from '../../../../agent/export/spool/folders';
import type { Check } from '../../check';
import { fail, ok } from '../../check';

/** Can the spool be written? */
export const spoolFolder: Check = {
  name: 'spool',
  needs: 'machine',
  run({ config }) {
    const place = config.get('OTEL_AGENT_SPOOL');
    if (place === false) return ok('off (OTEL_AGENT_SPOOL)');
    const folders = new Folders(place === true ? tmpdir() : place, Date.now);
    try {
      runNow(folders.check());
      return ok(folders.spool);
    } catch (error) {
      return fail({
        seen: `${folders.spool} cannot be used: ${(error as Error).message}`,
        why: 'what memory cannot hold is dropped instead of being kept on disk',
        mend: 'set OTEL_AGENT_SPOOL to a folder that this user can write to',
      });
    }
  },
};
