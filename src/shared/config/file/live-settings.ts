import { switchedInstrumentation } from '../read/given-texts';
import { findSetting } from '../settings';

/** Settings that count in a running process, beside those of exporters, by which a signal goes off and on again. */
const LIVE: ReadonlySet<string> = new Set([
  'OTEL_SDK_DISABLED',
  'OTEL_LOG_LEVEL',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_AGENT_SAMPLING_RULES',
  'OTEL_AGENT_KEEP',
  'OTEL_AGENT_IGNORE_PATHS',
  'OTEL_AGENT_IGNORE_OUTGOING',
  'OTEL_AGENT_REDACT',
  'OTEL_AGENT_REDACT_HASH_KEY',
  'OTEL_AGENT_SPAN_ATTRIBUTES',
  'OTEL_AGENT_SPAN_NAMES',
  'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
  'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
  'OTEL_INSTRUMENTATION_<NAME>_ENABLED',
  'OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED',
]);

/** True for a setting that takes effect without a restart. */
export function isLive(name: string): boolean {
  return LIVE.has(name);
}

/** True for a setting that a server may change: none that says where telemetry goes or what is recorded of
 * requests, names a file or is a secret. */
export function isRemote(name: string): boolean {
  if (findSetting(name) === undefined) return switchedInstrumentation(name) !== undefined;
  return isLive(name) && name !== 'OTEL_AGENT_REDACT_HASH_KEY' && name !== 'OTEL_AGENT_SPAN_ATTRIBUTES';
}
