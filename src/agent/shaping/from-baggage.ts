import { type Attributes, type Baggage, propagation } from '@opentelemetry/api';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { globPattern } from '../../shared/glob';
import type { AttributeRule } from '../../shared/rules/attribute-rules';
import { KINDS } from '../../shared/rules/sampling-rules';
import { convert } from './convert';
import { type AttributeRedaction, hidingBy } from './hide';

/** Adds attributes that the span does not have. */
type Add = (baggage: Baggage, own: Attributes, added: Attributes) => void;

/** Gives spans attributes of the baggage that they start with. Samplers alone see the context of each span's start. */
export function withBaggage(
  sampler: Sampler,
  all: readonly AttributeRule[],
  redaction: AttributeRedaction,
): Sampler {
  const rules = all.filter(({ from }) => from === 'baggage');
  if (rules.length === 0) return sampler;
  const ofKinds = KINDS.map(kind =>
    rules.filter(({ kinds }) => kinds.includes(kind)).map(rule => adding(rule, redaction)),
  );
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      const result = sampler.shouldSample(context, traceId, name, kind, attributes, links);
      if (result.decision === SamplingDecision.NOT_RECORD) return result;
      const baggage = propagation.getBaggage(context);
      if (baggage === undefined) return result;
      const added: Attributes = {};
      for (const add of ofKinds[kind] ?? []) add(baggage, attributes, added);
      return { ...result, attributes: { ...result.attributes, ...added } };
    },
    toString: () => String(sampler),
  };
}

function adding(rule: AttributeRule, redaction: AttributeRedaction): Add {
  const { name } = rule;
  if (name.includes('*')) return addingAll(rule);
  const { as } = rule;
  const hide = hidingBy(redaction, name);
  return (baggage, own, added) => {
    const text = baggage.getEntry(name)?.value;
    if (text === undefined || own[as] !== undefined) return;
    const shown = hide(text);
    if (shown !== undefined) added[as] = convert(shown, rule);
  };
}

/** Callers choose these keys, so their number is bounded. */
const MOST_ENTRIES = 64;

/** Entries under their own keys, by which they are redacted at their end. */
function addingAll(rule: AttributeRule): Add {
  const pattern = new RegExp(`^${globPattern(rule.name)}$`, 's');
  return (baggage, own, added) => {
    for (const [key, { value }] of baggage.getAllEntries().slice(0, MOST_ENTRIES))
      if (own[key] === undefined && pattern.test(key)) added[key] = convert(value, rule);
  };
}
