import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Check, Finding } from '../../check';
import { fail, ok, warn } from '../../check';
import { findInstalled } from '../../packages/installed';
import { type Preload, preloadsOf } from '../../view/node-words';
import type { Subject } from '../../view/subject';

/** Would Node load the agent here? */
export const preload: Check = {
  name: 'preload',
  needs: 'app',
  run(subject) {
    if (subject.running?.agent !== undefined)
      return ok(`the agent in ${subject.running.agent} is at work in process ${subject.pid}`);
    const agents = preloadsOf(subject.nodeWords).filter(isAgent);
    if (agents.length === 0) return notAskedFor(subject);
    const [first] = agents as [Preload];
    const file = resolvePreload(first.name, subject);
    const given = `${first.flag} ${first.name} (${first.from})`;
    if (file === undefined)
      return fail({
        seen: `${given} leads to no file from ${subject.folder}`,
        why: 'Node ends with MODULE_NOT_FOUND before the app starts',
        mend: `npm install otel-agent, or write the path: --require ${path.join(subject.agentFolder, 'preload.js')}`,
      });
    if (agents.length > 1)
      return warn({
        seen: `the agent is asked for ${agents.length} times: ${agents.map(({ name }) => name).join(', ')}`,
        why: 'the first copy works, the others stand down',
        mend: 'leave one of them',
      });
    return ok(`${given} is ${file}`);
  },
};

function isAgent({ name }: Preload): boolean {
  return /(^|[\\/])otel-agent([\\/]|$)|[\\/](autoinstrumentation|preload)\.js$/.test(name);
}

function notAskedFor(subject: Subject): Finding {
  const { source, folder, agentFolder, unreached } = subject;
  const installed = findInstalled('otel-agent', folder);
  const flag = installed === undefined ? path.join(agentFolder, 'preload.js') : 'otel-agent';
  const mend = mendBy(flag, subject);
  if (unreached !== undefined)
    return fail({
      seen: unreached,
      why: 'a process without the preload is not traced',
      mend: `${mend}; a script that sets NODE_OPTIONS itself replaces it`,
    });
  const isProcess = source === 'command' || source === 'process';
  if (isProcess || installed === undefined)
    return warn({
      seen: isProcess
        ? 'neither NODE_OPTIONS nor the command line loads the agent'
        : `otel-agent is not installed in ${folder}, and NODE_OPTIONS does not load it`,
      why: 'a process without the preload is not traced',
      mend,
    });
  return ok(`otel-agent ${installed.version} resolves from here: --require otel-agent loads it`);
}

/** A running process can be attached to; pm2 hands NODE_OPTIONS over too late in cluster mode. */
function mendBy(flag: string, { pid, env }: Subject): string {
  const atStart =
    env.pm_id === undefined
      ? `node --require ${flag}, NODE_OPTIONS="--require ${flag}", or otel-agent run -- CMD`
      : `node_args: '--require ${flag}' in pm2's ecosystem file`;
  return pid === undefined ? atStart : `otel-agent attach ${pid}; at its next start: ${atStart}`;
}

/** File that a preload means; undefined if there is none. */
export function resolvePreload(
  name: string,
  { folder, root }: Pick<Subject, 'folder' | 'root'>,
): string | undefined {
  const given = name.startsWith('file:') ? fileURLToPath(name) : name;
  const isPath = path.isAbsolute(given) || /^\.{1,2}[\\/]/.test(given);
  const inside =
    path.isAbsolute(given) && root !== undefined ? path.join(root, given) : path.resolve(folder, given);
  if (isPath && existsSync(inside)) return realpathSync(inside);
  try {
    return createRequire(path.join(folder, 'package.json')).resolve(isPath ? inside : given);
  } catch {
    return undefined;
  }
}
