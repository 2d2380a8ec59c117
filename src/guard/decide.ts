import type { Decision, Environment, ProcessFacts } from './facts';
import { matchesGlobs } from './glob';
import { isDisabled } from './is-disabled';
import { nodeModeRule } from './node-mode';
import { runtimeRule } from './runtime';
import { workerRule } from './workers';

/** Should this thread be instrumented? The first rule that has an answer gives it. */
export function decide(facts: ProcessFacts): Decision {
  for (const rule of RULES) {
    const decision = rule(facts);
    if (decision !== undefined) return decision;
  }
  return { instrument: true, reason: 'no rule speaks against it' };
}

/** Answers, or leaves the question to the next rule. */
export type Rule = (facts: ProcessFacts) => Decision | undefined;

const RULES: readonly Rule[] = [
  disabledRule,
  denyRule,
  nodeModeRule,
  // Tools before runtimes, or `npm install` under an old Node would print a line about it for each of its processes.
  unlessAllowed(toolRule),
  runtimeRule,
  otherCopyRule,
  otherTracerRule,
  workersOffRule,
  unlessAllowed(workerRule),
];

function disabledRule({ env }: ProcessFacts): Decision | undefined {
  return isDisabled(env) ? no('OTEL_SDK_DISABLED is true') : undefined;
}

function denyRule(facts: ProcessFacts): Decision | undefined {
  return isListed(facts, 'OTEL_AGENT_PROCESS_DENY')
    ? no(`OTEL_AGENT_PROCESS_DENY matches ${facts.script}`)
    : undefined;
}

function toolRule({ tool }: ProcessFacts): Decision | undefined {
  return tool === undefined ? undefined : no(tool);
}

function otherCopyRule({ otherCopy }: ProcessFacts): Decision | undefined {
  return otherCopy === undefined
    ? undefined
    : no(`the copy of otel-agent at ${otherCopy} is already at work`);
}

/** Two tracers would wrap the same functions, write the same headers and trace each other's exports. */
function otherTracerRule({ otherTracer }: ProcessFacts): Decision | undefined {
  if (otherTracer === undefined) return undefined;
  return { ...no(`${otherTracer} traces this process already`), news: 'the agent stands down' };
}

function workersOffRule({ env, thread }: ProcessFacts): Decision | undefined {
  if (thread.kind !== 'worker') return undefined;
  const isOff = isWord(env, 'OTEL_AGENT_WORKERS', 'off') || isWord(env, 'OTEL_AGENT_WORKERS', 'false');
  return isOff ? no('OTEL_AGENT_WORKERS is off') : undefined;
}

function unlessAllowed(rule: Rule): Rule {
  return facts => (isListed(facts, 'OTEL_AGENT_PROCESS_ALLOW') ? undefined : rule(facts));
}

function isListed({ env, script, givenScript }: ProcessFacts, name: string): boolean {
  const globs = env[name];
  if (!globs || script === undefined) return false;
  return matchesGlobs(globs, script) || (givenScript !== undefined && matchesGlobs(globs, givenScript));
}

/** The settings table is not loaded here, so the few words that the guard knows are compared as it does: in any case. */
function isWord(env: Environment, name: string, word: string): boolean {
  const given = env[name];
  return given !== undefined && given.trim().toLowerCase() === word;
}

function no(reason: string): Decision {
  return { instrument: false, reason };
}
