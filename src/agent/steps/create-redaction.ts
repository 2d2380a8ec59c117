import { loadRules } from '../load-rules';
import { redactValues, type ValueRedaction } from '../redaction/redact-values';
import type { Settings } from './read-settings';

/** Creates the redaction of everything that leaves; other rules can take its place where settings are followed. */
export function createRedaction({ get, switches }: Settings): ValueRedaction {
  const own = redactionBy(get);
  return switches?.redaction(own) ?? own;
}

/** Redaction by the rules in force, and the rules for attributes and names around it. */
export function redactionBy(get: Settings['get']): ValueRedaction {
  const own = redactValues(get('OTEL_AGENT_REDACT'), get('OTEL_AGENT_REDACT_HASH_KEY'));
  const isShaped = get('OTEL_AGENT_SPAN_ATTRIBUTES') ?? get('OTEL_AGENT_SPAN_NAMES');
  return isShaped ? loadRules().shapeSpans(own, get) : own;
}
