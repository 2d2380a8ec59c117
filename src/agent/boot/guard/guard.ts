// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.

import { isPreloaded } from '../is-preloaded';
import { decide } from './decide';
import type { Decision, Environment, ProcessFacts } from './facts';
import { claimThread } from './first-copy';
import { gatherFacts } from './gather-facts';
import { isToBeDescribed } from './is-to-be-described';
import { isWorker } from './is-worker';
import { processOfThread } from './process-of-thread';
import type { DescribeTool } from './rules/describe-tool';
import { whenWorkerScriptIsKnown } from './rules/worker-script';
import { DOCTOR, debug, warn } from './say';

/** Input of the entry. */
export interface Entry {
  /** File that identifies this copy of the agent. */
  readonly file: string;
  /** Describes tools by their table, which the entry has loaded anyway. */
  readonly describeTool: DescribeTool;
}

/** Actions after a decision. Both get the environment and the script as the app will see them. */
export interface Actions {
  /** Instruments this thread. */
  start(env: ProcessFacts['env'], script: string | undefined): void;
  /** Prints the configuration of this process and ends it: OTEL_AGENT_PRINT_CONFIG. */
  describe(env: ProcessFacts['env'], script: string | undefined, decision: Decision): void;
}

/**
 * Decides about this thread and calls `start` if it is to be instrumented: at once, or in a worker as soon as its
 * script is known. Errors in here or in an action never reach the app.
 */
export function guard(entry: Entry, actions: Actions): void {
  const { describeTool } = entry;
  try {
    // Tells the two ways apart: `--require` runs before a worker's script is known, `--import` after.
    const isScriptKnown = !isWorker() || !isPreloaded();
    const facts = gatherFacts(isScriptKnown ? process.argv[1] : undefined, describeTool);
    // Most reasons against a worker need no script, and then Node's internals stay untouched.
    if (isScriptKnown || !decide(facts).instrument) act(facts, entry, actions);
    else whenWorkerScriptIsKnown(script => act(gatherFacts(script, describeTool), entry, actions));
  } catch (error) {
    warnOfFailure({}, error);
  }
}

function act(facts: ProcessFacts, { file, describeTool }: Entry, actions: Actions): void {
  const { decision, env } = judge(facts, describeTool);
  const script = facts.thread.kind === 'main' ? (facts.givenScript ?? facts.script) : process.argv[1];
  try {
    if (isToBeDescribed(facts, decision))
      describe(env, decision, () => actions.describe(env, script, decision));
    report({ ...facts, env }, decision, file);
    if (!decision.instrument) return;
    claimThread(file);
    actions.start(env, script);
  } catch (error) {
    warnOfFailure(env, error);
  }
}

/** Prints the configuration instead of running the app, even after an error. */
function describe(env: Environment, { reason }: Decision, print: () => void): void {
  try {
    print();
  } catch (error) {
    // A SyntaxError comes from a Node too old to parse the file.
    const why = error instanceof SyntaxError ? reason : (error as Error).stack;
    warn(env, `the configuration cannot be printed: ${why}`, DOCTOR);
    process.exit(1);
  }
}

/**
 * Judges a worker by the decision and the settings of its process, whatever environment it was given; settings in that
 * count for this worker only. The process is looked at only if nothing else speaks against the worker: most serve a
 * library.
 */
function judge(facts: ProcessFacts, describeTool: DescribeTool): { decision: Decision; env: Environment } {
  const decision = decide(facts);
  const owner =
    decision.instrument && facts.thread.kind === 'worker' ? processOfThread(describeTool) : undefined;
  if (owner === undefined) return { decision, env: facts.env };
  const env = { ...owner.env, ...facts.env };
  const { instrument, reason } = decide(owner);
  if (instrument) return { decision: decide({ ...facts, env }), env };
  return { decision: { instrument, reason: `its process is not, ${reason}` }, env };
}

function report({ env, script, thread }: ProcessFacts, decision: Decision, file: string): void {
  const { instrument, news, reason } = decision;
  const what = `${thread.kind === 'main' ? 'process' : `${thread.kind} thread`} ${script || 'without a script'}`;
  // Warn once for each process, not for each of its threads.
  if (news !== undefined && thread.kind === 'main')
    warn(env, `${reason}: ${withPath(news.effect, file)}`, news.mend);
  else debug(env, `${what} is ${instrument ? '' : 'not '}instrumented: ${reason}`);
}

/** Adds this agent's path to a message that names another agent with its path. */
function withPath(effect: string, file: string): string {
  // Loaded late: this is rare, and a tool does not need it.
  const { dirname }: typeof import('node:path') = require('path');
  return effect.replace('the agent', `the agent in ${dirname(file)}`);
}

function warnOfFailure(env: Environment, error: unknown): void {
  warn(env, `could not start, the app runs without it: ${(error as Error).stack}`, DOCTOR);
}
