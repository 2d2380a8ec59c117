/*
 * dist/start-guarded.js: loads the guard, and the agent if the guard lets this thread through. Small, since it is compiled
 * in each process.
 */
import { loadFile, openCode } from './code-cache';
import type { Entry } from './guard/guard';
import { isWorker } from './guard/is-worker';
import { ownEnvironment } from './guard/pm2-environment';

type Agent = typeof import('../start');
type StartOptions = Parameters<Agent['start']>[3];

/** Starts the agent in this thread if the guard lets it. */
export function startGuarded(entry: Entry): void {
  const early = isGuardAlone() ? undefined : openCode(__dirname, ownEnvironment());
  const { guard }: typeof import('./guard/guard') =
    early === undefined ? require(`${__dirname}/guard.js`) : loadFile('guard.js', early);
  guard(entry, {
    start(env, script) {
      const startNow = (options?: StartOptions) => {
        const loader = early || openCode(__dirname, env);
        const agent = loadFile<Agent>('agent.js', loader);
        agent.start(env, script, loader, options);
        return agent;
      };
      if (!isWorker()) startNow();
      else {
        const { waitUntilNeeded }: typeof import('../wait/wait') = require('./wait.js');
        waitUntilNeeded(env, script, startNow);
      }
    },
    describe(env, script, decision) {
      const { describeAndEnd }: typeof import('../print-config') = require('./print-config.js');
      describeAndEnd(env, script, decision);
    },
  });
}

/**
 * True where the guard is likely to keep the agent out: other runtimes, and workers, most of which serve a library. To
 * compile the guard costs less there than to read all code.
 */
function isGuardAlone(): boolean {
  const { bun, deno } = process.versions;
  return bun !== undefined || deno !== undefined || isWorker();
}
