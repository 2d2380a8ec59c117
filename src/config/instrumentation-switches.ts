import type { GetValue } from './get-value';

/** Instrumentations that are off unless a setting names them: they make noise, or cost, that few people want. */
export const offByDefault: ReadonlySet<string> = new Set(['fs', 'net', 'dns', 'host-metrics']);

/** Whether an instrumentation (short name) is on: its own switch, then the lists, then the defaults. */
export function isInstrumentationOn(get: GetValue, name: string): boolean {
  const own = get('OTEL_INSTRUMENTATION_<NAME>_ENABLED');
  if (Object.hasOwn(own, name)) return own[name]!;
  if (get('OTEL_NODE_DISABLED_INSTRUMENTATIONS').includes(name)) return false;
  const only = get('OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  if (only !== undefined) return only.includes(name);
  return get('OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED') && !offByDefault.has(name);
}
