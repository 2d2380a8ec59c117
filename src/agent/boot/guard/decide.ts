import { givenText } from '../../../shared/given-text';
import type { Decision, Environment, ProcessFacts } from './facts';
import { matchesGlobs } from './rules/glob';
import { isDisabled } from './rules/is-disabled';
import { nodeModeRule } from './rules/node-mode';
import { runtimeRule } from './rules/runtime';
import { workerRule } from './rules/workers';

/** Decides whether this thread is instrumented. The first rule with an answer gives it. */
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

/**
 * Stands down beside another tracer: the two would wrap the same functions, write the same headers and trace each
 * other's exports.
 */
function otherTracerRule({ otherTracer }: ProcessFacts): Decision | undefined {
  if (otherTracer === undefined) return undefined;
  return {
    ...no(`${otherTracer} traces this process already`),
    news: { effect: 'the agent stands down', mend: 'remove one of the two' },
  };
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
  const globs = givenText(env[name] || '');
  if (globs === '' || script === undefined) return false;
  return matchesGlobs(globs, script) || (givenScript !== undefined && matchesGlobs(globs, givenScript));
}

/**
 * Compares a setting as the settings table does, in any case; the table is not loaded here, since the guard knows only
 * a few words.
 */
function isWord(env: Environment, name: string, word: string): boolean {
  const given = env[name];
  return given !== undefined && givenText(given).toLowerCase() === word;
}

function no(reason: string): Decision {
  return { instrument: false, reason };
}
