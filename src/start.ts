/* dist/agent.js: what the guard lets a process load. */
import { startAgent } from './agent';
import { detached } from './pipeline/detached';

/**
 * Short scripts end before this and do not pay the 5 ms that keeping compiled code costs. Not much later, or V8 has
 * thrown away what only the start needed, and compiled what the next start does not need.
 */
const SAVE_AFTER_MS = 100;

/** Starts the agent in this process. `saveCode` keeps what V8 compiled for the next one. */
export function start(
  env: NodeJS.ProcessEnv,
  script: string | undefined,
  saveCode: (() => void) | undefined,
): void {
  startAgent(env, script);
  if (saveCode !== undefined) detached(() => setTimeout(saveCode, SAVE_AFTER_MS).unref());
}
