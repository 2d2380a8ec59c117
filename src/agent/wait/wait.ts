/*
 * dist/wait.js: stands for the agent in a worker thread until something needs it. Most workers only compute: they never load
 * what the agent instruments, and the agent's start would be most of what it costs them.
 */
import { AsyncResource } from 'node:async_hooks';
import { DOCTOR, warn } from '../boot/guard/say';
import { mayWait } from './may-wait';
import { untilEsModule } from './until-es-module';
import { isGlobalThere, untilGlobal } from './until-global';
import { untilMessage } from './until-message';
import { untilModule } from './until-module';
import type { Waited } from './waited';

// As they are at loading: the app may have replaced globals by the time that the agent is needed.
const { clearTimeout, process, setTimeout } = globalThis;

/** The agent's file, once it has been started. */
type Agent = Pick<typeof import('../start'), 'deliver'>;

/** A worker of this age counts as long-lived: the agent starts, as in any such process, and measures it. */
const START_AFTER_MS = 2000;

/**
 * Starts the agent in this worker right before the first thing that needs it: the load of a module that may be instrumented,
 * a use of OpenTelemetry's API, a message on a channel that is heard, or its age. Starts it at once where a setting asks for more
 * than these tell. Errors of a late start never reach the app.
 */
export function waitUntilNeeded(
  env: NodeJS.ProcessEnv,
  script: string | undefined,
  start: (options?: { readonly waited: Waited }) => Agent,
): void {
  if (!mayWait(env) || isGlobalThere()) {
    forgetThisFile();
    start();
    return;
  }
  const begunMs = process.uptime() * 1000;
  // The agent is to keep no stores of the request alive that happens to need it first.
  const detached = new AsyncResource('otel-agent');
  const ends: (() => void)[] = [];
  let agent: Agent | undefined;
  let isOver = false;

  const startNow = () => {
    if (isOver) return agent;
    isOver = true;
    for (const end of ends) end();
    forgetThisFile();
    try {
      const ageMs = () => process.uptime() * 1000 - begunMs;
      agent = detached.runInAsyncScope(start, undefined, { waited: { ageMs, esWatch: es.begun() } });
    } catch (error) {
      warn(env, `could not start, the app runs without it: ${(error as Error).stack}`, DOCTOR);
    }
    return agent;
  };
  const es = untilEsModule(script, startNow);
  ends.push(es.end);
  if (es.begun() === 'due') {
    startNow();
    return;
  }
  ends.push(untilModule(startNow), untilGlobal(startNow));
  ends.push(untilMessage((name, message) => startNow()?.deliver(name, message)));
  const timer = setTimeout(startNow, START_AFTER_MS).unref();
  ends.push(() => clearTimeout(timer));
}

/** Nothing asks for it again. */
function forgetThisFile(): void {
  delete require.cache[__filename];
}
