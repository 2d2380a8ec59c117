import path from 'node:path';
import type { Check } from '../../check';
import { fail, ok, warn } from '../../check';
import { optionOf } from '../../view/node-words';

/** Does Node's permission model let the agent work? */
export const permissions: Check = {
  name: 'permissions',
  needs: 'app',
  run({ nodeWords, agentFolder, folder, nodeVersion }) {
    if (optionOf(nodeWords, '--permission', '--experimental-permission') === undefined)
      return ok('the permission model is off');
    const read = nodeWords.flatMap(({ word }, at) =>
      word === '--allow-fs-read'
        ? [nodeWords[at + 1]?.word ?? '']
        : (/^--allow-fs-read=(.*)/.exec(word)?.[1] ?? []),
    );
    const isReadable = read.some(grant => covers(path.resolve(folder, grant), agentFolder));
    if (!isReadable)
      return fail({
        seen: `no --allow-fs-read covers ${agentFolder}`,
        why: 'the agent may not read its own files: the app runs without it',
        mend: `add --allow-fs-read=${agentFolder}${path.sep}*`,
      });
    const needsNet = Number.parseInt(nodeVersion ?? '0', 10) >= 25;
    if (needsNet && optionOf(nodeWords, '--allow-net') === undefined)
      return fail({
        seen: '--allow-net is missing',
        why: 'since Node.js 25 the permission model refuses connections: nothing can be sent',
        mend: 'add --allow-net',
      });
    if (optionOf(nodeWords, '--allow-child-process') === undefined)
      return warn({
        seen: '--allow-child-process is missing',
        why: 'where a process ends by process.exit() and its receiver speaks TLS, a helper process sends the last spans',
        mend: 'add --allow-child-process, or let the app end by itself',
      });
    return ok(`the permission model is on, and lets the agent read ${agentFolder}`);
  },
};

/** True if a grant as Node reads it, a path or one with `*` at its end, covers a folder. */
function covers(grant: string, folder: string): boolean {
  const stem = grant.replace(/\*$/, '');
  return grant.endsWith('*')
    ? folder.startsWith(stem.replace(/[\\/]$/, ''))
    : folder.startsWith(stem + path.sep) || folder === stem;
}
