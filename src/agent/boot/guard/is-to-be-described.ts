import { givenText } from '../../../shared/given-text';
import type { Decision, ProcessFacts } from './facts';
import { warn } from './say';

/**
 * True if OTEL_AGENT_PRINT_CONFIG asks to describe this process instead of running it. Tools that start the app in
 * another process run on, so that the app's process is reached; on stderr they say why they are not instrumented.
 */
export function isToBeDescribed(
  { env, thread, script }: ProcessFacts,
  { instrument, reason }: Decision,
): boolean {
  if (
    thread.kind !== 'main' ||
    FORMATS.indexOf(givenText(env.OTEL_AGENT_PRINT_CONFIG || '').toLowerCase()) < 0
  )
    return false;
  if (instrument || !STARTS_OTHERS.test(reason)) return true;
  warn(
    env,
    `process ${script || 'without a script'} is not instrumented: ${reason}. It runs, and processes that it starts are judged afresh`,
    'OTEL_AGENT_PROCESS_ALLOW names exceptions',
  );
  return false;
}

const FORMATS = ['text', 'json'];
/** Reasons as the rules word them (decide.ts). */
const STARTS_OTHERS =
  / a (package manager|build|build tool|pool of workers for tools)$| in a child$| script of a package$/;
