import type { GetValue } from '../read/get-value';
import { OFF_BY_DEFAULT } from '../settings/off-by-default';

/**
 * Tells whether an instrumentation (short name) is on: by its own switch, then the lists, then the defaults. Those in
 * `always` stay on beside a list of others.
 */
export function isInstrumentationOn(get: GetValue, name: string, always: readonly string[] = []): boolean {
  const own = get('OTEL_INSTRUMENTATION_<NAME>_ENABLED');
  if (Object.hasOwn(own, name)) return own[name]!;
  if (get('OTEL_NODE_DISABLED_INSTRUMENTATIONS').includes(name)) return false;
  const only = get('OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  if (only !== undefined) return only.includes(name) || always.includes(name);
  return get('OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED') && !OFF_BY_DEFAULT.includes(name);
}

/** Tells whether the operator has turned on an instrumentation (short name) by its own switch. */
export function isInstrumentationAskedFor(get: GetValue, name: string): boolean {
  const own = get('OTEL_INSTRUMENTATION_<NAME>_ENABLED');
  return Object.hasOwn(own, name) && own[name]!;
}
