import { type Context, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { KINDS, PARENTS, type SamplingRule } from '../../../shared/rules/sampling-rules';
import { DROPPED } from '../results';
import type { SamplerChoice } from '../sampler';
import { byThreshold, type Decide, drop, follow } from './decide';
import { type FindRule, findRule } from './match';
import { RateThreshold } from './rate';
import { thresholdOf } from './threshold';

export interface RulesInput {
  readonly rules: readonly SamplingRule[];
  /** Decides where no rule matches (OTEL_TRACES_SAMPLER). */
  readonly otherwise: Pick<SamplerChoice, 'name' | 'ratio'>;
  /** Clock in milliseconds. */
  readonly now: () => number;
}

/**
 * Samples by the first rule that matches. Rules without a `parent` decide where a trace begins; a span with a parent
 * follows it, but `drop` counts everywhere. Ratios are consistent: all services that keep a tenth keep the same tenth,
 * and the threshold goes into the trace state (`ot=th:…`).
 */
export function createRulesSampler({ rules, otherwise, now }: RulesInput): Sampler {
  const compiled = [...rules, lastRule(otherwise)].map(rule => ({ rule, decide: decideBy(rule, now) }));
  /** Rules by parent and kind, so that most spans meet none. */
  const [ofRoots, ofRemote, below] = PARENTS.map(parent =>
    KINDS.map(kind => rulesFor(compiled, parent, kind)),
  ) as [Rules[], Rules[], Rules[]];

  return {
    shouldSample(context, traceId, name, kind, attributes) {
      const parent = parentOf(context, traceId);
      const isLocal = parent !== undefined && parent.isRemote !== true;
      if (isLocal && (parent.traceFlags & TraceFlags.SAMPLED) === 0) return DROPPED;
      const { find, decides } =
        (isLocal ? below : parent === undefined ? ofRoots : ofRemote)[kind] ?? NO_RULES;
      const decide = decides[find(name, attributes)] ?? follow;
      return decide(traceId, parent);
    },
    toString: () => `Rules{${rules.length}, otherwise=${otherwise.name}}`,
  };
}

/** Rules for spans of a kind below a kind of parent. */
interface Rules {
  readonly find: FindRule;
  readonly decides: readonly Decide[];
}

const NO_RULES: Rules = { find: () => -1, decides: [] };

/** The standard sampler as a rule behind all others. */
function lastRule({ name, ratio }: RulesInput['otherwise']): SamplingRule {
  const kept = name.endsWith('always_on') ? 1 : name.endsWith('always_off') ? 0 : ratio;
  const parent = name.startsWith('parentbased_') ? (['none'] as const) : (['none', 'remote'] as const);
  return { match: { parent }, action: { kind: 'ratio', ratio: kept } };
}

function decideBy({ action }: SamplingRule, now: () => number): Decide {
  if (action.kind === 'drop') return drop;
  if (action.kind === 'ratio') {
    const threshold = thresholdOf(action.ratio);
    return byThreshold(() => threshold);
  }
  const rate = new RateThreshold(action.perSecond, now);
  return byThreshold(() => rate.next());
}

interface RuleAndDecision {
  readonly rule: SamplingRule;
  readonly decide: Decide;
}

function rulesFor(
  all: readonly RuleAndDecision[],
  parent: (typeof PARENTS)[number],
  kind: (typeof KINDS)[number],
): Rules {
  const fitting = all
    .filter(
      ({ rule: { match } }) =>
        match.kind?.includes(kind) !== false && match.parent?.includes(parent) !== false,
    )
    .map(({ rule, decide }) => ({ match: rule.match, decide: isDecisive(rule, parent) ? decide : follow }));
  // The last ones can be left out if they decide as no rule does.
  const used = fitting.slice(0, fitting.findLastIndex(({ decide }) => decide !== follow) + 1);
  return { find: findRule(used.map(({ match }) => match)), decides: used.map(({ decide }) => decide) };
}

function isDecisive({ match, action }: SamplingRule, parent: (typeof PARENTS)[number]): boolean {
  return action.kind === 'drop' || match.parent !== undefined || parent === 'none';
}

/** A tracer takes over only the trace id of a valid parent. */
function parentOf(context: Context, traceId: string): SpanContext | undefined {
  const parent = trace.getSpanContext(context);
  return parent?.traceId === traceId ? parent : undefined;
}
