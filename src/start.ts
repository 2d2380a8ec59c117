/* dist/agent.js: what the guard lets a process load. */
import { startAgent } from './agent';
import { detached } from './pipeline/detached';

/** A process of this age is worth the 5 ms that keeping its compiled code costs. */
const SAVE_AFTER_MS = 5000;

/** Starts the agent in this process. `saveCode` keeps what V8 compiled for the next one. */
export function start(saveCode: (() => void) | undefined): void {
  startAgent(process.argv[1]);
  if (saveCode !== undefined) detached(() => setTimeout(saveCode, SAVE_AFTER_MS).unref());
}
