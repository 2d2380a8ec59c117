/* dist/agent.js: what the guard lets a process load. */

import { type RunningAgent, type StartOptions, startAgent } from './agent';
import type { Loader } from './boot/code-cache';
import { saveCode } from './boot/save-code';
import { detached } from './export/detached';

export { report } from './agent';
export { deliver } from './upstream/remembered-channels';

/**
 * Short scripts end before this and do not pay the 5 ms that keeping compiled code costs. Not much later, or V8 has
 * thrown away what only the start needed, and compiled what the next start does not need.
 */
const SAVE_AFTER_MS = 100;
/** By then a server has had requests. */
const SAVE_AGAIN_AFTER_MS = 10_000;

/** Starts the agent in this process. What V8 compiles of the files of `loader` is kept for the next one. */
export function start(
  env: NodeJS.ProcessEnv,
  script: string | undefined,
  loader: Loader | undefined,
  options: StartOptions = {},
): RunningAgent | undefined {
  const code = loader && saveCode(loader, env);
  const running = startAgent(env, script, options);
  if (code === undefined) return running;
  const { soon, later } = code;
  detached(() => {
    if (soon !== undefined) setTimeout(soon, SAVE_AFTER_MS).unref();
    setTimeout(later, SAVE_AGAIN_AFTER_MS).unref();
  });
  return running;
}
