// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.
import { decide } from './decide';
import type { DescribeTool } from './describe-tool';
import type { Decision, ProcessFacts } from './facts';
import { claimThread } from './first-copy';
import { gatherFacts } from './gather-facts';
import { isWorker } from './is-worker';
import { say } from './say';
import { whenWorkerScriptIsKnown } from './worker-script';

/** What the entry hands over. */
export interface Entry {
  /** Stands for this copy of the agent. */
  readonly file: string;
  /** The script of a worker may not be known yet. */
  readonly isPreload: boolean;
  /** With the table of tools, which the entry has loaded anyhow. */
  readonly describeTool: DescribeTool;
}

/**
 * Decides about this thread and calls `start` if it is to be instrumented: at once, or in a worker as soon as its script
 * is known. Nothing that goes wrong in here or in `start` reaches the app.
 */
export function guard({ file, isPreload, describeTool }: Entry, start: Start): void {
  try {
    const isScriptKnown = !isPreload || !isWorker();
    const facts = gatherFacts(isScriptKnown ? process.argv[1] : undefined, describeTool);
    // Most of what speaks against a worker needs no script, and then nothing of Node's is touched.
    if (isScriptKnown || !decide(facts).instrument) act(facts, file, start);
    else whenWorkerScriptIsKnown(script => act(gatherFacts(script, describeTool), file, start));
  } catch (error) {
    say({}, 'warn', failure(error));
  }
}

/** Is told the environment and the script, as the app will see them. */
export type Start = (env: ProcessFacts['env'], script: string | undefined) => void;

function act(facts: ProcessFacts, file: string, start: Start): void {
  const decision = decide(facts);
  report(facts, decision, file);
  if (!decision.instrument) return;
  claimThread(file);
  try {
    start(facts.env, facts.thread.kind === 'main' ? (facts.givenScript ?? facts.script) : process.argv[1]);
  } catch (error) {
    say(facts.env, 'warn', failure(error));
  }
}

function report({ env, script, thread }: ProcessFacts, decision: Decision, file: string): void {
  const { instrument, news, reason } = decision;
  const what = `${thread.kind === 'main' ? 'process' : `${thread.kind} thread`} ${script || 'without a script'}`;
  // Once for each process, not for each of its threads.
  if (news !== undefined && thread.kind === 'main') say(env, 'warn', `${reason}: ${withPath(news, file)}`);
  else say(env, 'debug', `${what} is ${instrument ? '' : 'not '}instrumented: ${reason}`);
}

/** Where it is one agent against another, both are named with their paths. */
function withPath(news: string, file: string): string {
  // Not at the top: this is rare, and a tool has no use for it.
  const { dirname }: typeof import('node:path') = require('path');
  return news.replace('the agent', `the agent in ${dirname(file)}`);
}

function failure(error: unknown): string {
  return `could not start, the app runs without it: ${(error as Error).stack}`;
}
