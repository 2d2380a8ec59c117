import {
  type Attributes,
  type Context,
  createTraceState,
  isSpanContextValid,
  type SpanContext,
  SpanKind,
  TraceFlags,
  type TraceState,
  trace,
} from '@opentelemetry/api';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import type { Composable, SamplingRule } from '../../shared/config/declared';
import { selects } from './selection';

/** Wish of a sampler. Thresholds are 14 hexadecimal digits; a trace is kept if its randomness is not below. */
interface Intent {
  /** Undefined drops the span. */
  readonly threshold: string | undefined;
  /** False where the probability behind a parent's decision is not known. */
  readonly isReliable: boolean;
}

/** Facts about a span that starts. */
interface Start {
  readonly parent: SpanContext | undefined;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** 14 hexadecimal digits. */
  readonly randomness: string;
}

type Wish = (start: Start) => Intent;

const ALL: Intent = { threshold: '00000000000000', isReliable: true };
const NONE: Intent = { threshold: undefined, isReliable: false };

/**
 * Creates a consistent probability sampler (trace SDK, "CompositeSampler"): services with different ratios keep the same
 * traces, and `ot=th:` in the trace state tells receivers how many spans a kept one stands for.
 */
export function createCompositeSampler(tree: Composable): Sampler {
  const wish = wishOf(tree);
  return {
    shouldSample(context: Context, traceId, _name, kind, attributes) {
      const given = trace.getSpanContext(context);
      const parent = given !== undefined && isSpanContextValid(given) ? given : undefined;
      const fields = fieldsOf(parent?.traceState);
      const randomness = randomnessIn(fields) ?? traceId.slice(-14);
      const { threshold, isReliable } = wish({ parent, kind, attributes, randomness });
      const isKept = threshold !== undefined && randomness >= threshold;
      const written = isKept && isReliable ? threshold.replace(/0+$/, '') || '0' : undefined;
      return {
        decision: isKept ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
        ...withThreshold(parent?.traceState, fields, written),
      };
    },
    toString: () => `Composite{${tree.kind}}`,
  };
}

function wishOf(tree: Composable): Wish {
  switch (tree.kind) {
    case 'always_on':
      return () => ALL;
    case 'always_off':
      return () => NONE;
    case 'probability': {
      const intent = intentOf(tree.ratio);
      return () => intent;
    }
    case 'parent_threshold': {
      const root = wishOf(tree.root);
      return start => (start.parent === undefined ? root(start) : likeParent(start.parent, start.randomness));
    }
    case 'rule_based': {
      const rules = tree.rules.map(rule => ({ matches: matcherOf(rule), wish: wishOf(rule.sampler) }));
      return start => rules.find(({ matches }) => matches(start))?.wish(start) ?? NONE;
    }
  }
}

/** A number has 53 bits, of which the upper 52 of the 56 are enough. */
function intentOf(ratio: number): Intent {
  if (ratio <= 0) return NONE;
  const dropped = Math.min(Math.round((1 - ratio) * 2 ** 52), 2 ** 52 - 1);
  return { threshold: `${dropped.toString(16).padStart(13, '0')}0`, isReliable: true };
}

/** A threshold that contradicts the parent's flag is an earlier parent's: samplers of JavaScript 0.222 leave it when they drop a span. */
function likeParent({ traceState, traceFlags }: SpanContext, randomness: string): Intent {
  const isParentKept = (traceFlags & TraceFlags.SAMPLED) !== 0;
  const [, field] = /(?:^|;)th:([0-9a-f]{1,14})(?:;|$)/.exec(traceState?.get('ot') ?? '') ?? [];
  const threshold = field?.padEnd(14, '0');
  if (threshold !== undefined && randomness >= threshold === isParentKept)
    return { threshold, isReliable: true };
  return isParentKept ? { ...ALL, isReliable: false } : NONE;
}

function fieldsOf(state: TraceState | undefined): readonly string[] {
  return state?.get('ot')?.split(';') ?? [];
}

/** Randomness that an earlier service has chosen, in the place of the trace id's. */
function randomnessIn(fields: readonly string[]): string | undefined {
  const field = fields.find(one => /^rv:[0-9a-f]{14}$/.test(one));
  return field?.slice(3);
}

/** Trace state with this threshold; the parent's own stays where nothing changes. */
function withThreshold(
  state: TraceState | undefined,
  fields: readonly string[],
  threshold: string | undefined,
): { readonly traceState?: TraceState } {
  const others = fields.filter(field => !field.startsWith('th:'));
  const wanted = [...(threshold === undefined ? [] : [`th:${threshold}`]), ...others];
  if (wanted.length === 0) return state === undefined ? {} : { traceState: state.unset('ot') };
  return { traceState: (state ?? createTraceState()).set('ot', wanted.join(';')) };
}

/** Test of all conditions of a rule; without any it is always met. */
function matcherOf({ values, patterns, spanKinds, parents }: SamplingRule): (start: Start) => boolean {
  const tests: ((start: Start) => boolean)[] = [];
  if (spanKinds !== undefined) {
    const kinds = new Set(spanKinds.map(name => SpanKind[name.toUpperCase() as keyof typeof SpanKind]));
    tests.push(({ kind }) => kinds.has(kind));
  }
  if (parents !== undefined) tests.push(({ parent }) => parents.includes(originOf(parent)));
  if (values !== undefined) {
    const wanted = new Set(values.values);
    tests.push(({ attributes }) => textsOf(attributes[values.key]).some(text => wanted.has(text)));
  }
  if (patterns !== undefined) {
    const isSelected = selects(patterns);
    tests.push(({ attributes }) => textsOf(attributes[patterns.key]).some(isSelected));
  }
  return start => tests.every(test => test(start));
}

function originOf(parent: SpanContext | undefined): string {
  if (parent === undefined) return 'none';
  return parent.isRemote === true ? 'remote' : 'local';
}

function textsOf(value: Attributes[string]): string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
