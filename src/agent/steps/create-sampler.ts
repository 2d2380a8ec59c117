import type { Sampler } from '@opentelemetry/sdk-trace';
import { loadRules } from '../load-rules';
import { ignoreRequests } from '../sampling/ignore';
import { createSampler as createStandardSampler, ignoring } from '../sampling/sampler';
import { monotonicNow } from '../tracing/monotonic-clock';
import { redactionBy } from './create-redaction';
import { loadDeclared, type Settings } from './read-settings';

type SamplerSettings = Pick<Settings, 'config' | 'get'>;

/**
 * Creates the sampler: ignored requests first, then the rules, then the standard sampler. What these leave out may be
 * kept at its end. Attributes from baggage come last.
 */
export function createSampler(settings: SamplerSettings): Sampler {
  const { get } = settings;
  const sampler = createOwnSampler(settings);
  const ignore = ignoreRequests(get('OTEL_AGENT_IGNORE_PATHS'), get('OTEL_AGENT_IGNORE_OUTGOING'));
  const selective = ignore === undefined ? sampler : ignoring(ignore, sampler);
  const mayDrop = ignore !== undefined || get('OTEL_AGENT_SAMPLING_RULES') !== undefined;
  const kept = isKeeping(get) ? loadRules().keepSampler(selective, mayDrop) : selective;
  const attributes = get('OTEL_AGENT_SPAN_ATTRIBUTES');
  return attributes ? loadRules().withBaggage(kept, attributes.rules, redactionBy(get)) : kept;
}

function createOwnSampler({ config: { sampler, declared }, get }: SamplerSettings): Sampler {
  const rules = get('OTEL_AGENT_SAMPLING_RULES');
  if (rules === undefined && declared?.sampler) return loadDeclared().createDeclaredSampler(declared.sampler);
  if (rules === undefined && !isKeeping(get))
    return createStandardSampler({ ...sampler, isLean: get('OTEL_AGENT_LEAN') });
  return loadRules().createRulesSampler({ rules: rules ?? [], otherwise: sampler, now: monotonicNow });
}

/** Upstream's processors take sampled spans only. */
function isKeeping(get: Settings['get']): boolean {
  return get('OTEL_AGENT_KEEP') !== undefined && get('OTEL_AGENT_LEAN');
}
