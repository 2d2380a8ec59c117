import type { ResolvedConfig } from '../../resolved-config';
import { literal, type Tree } from './values';

/** Instrumentations that are switched, or have options. */
export function instrumentationsOf({ get }: ResolvedConfig): Tree {
  const switches = get('OTEL_INSTRUMENTATION_<NAME>_ENABLED');
  const options = get('OTEL_AGENT_INSTRUMENTATION_OPTIONS');
  const names = new Set([...Object.keys(switches), ...Object.keys(options)]);
  return Object.fromEntries(
    [...names].map(name => [
      name,
      { ...(name in switches && { enabled: switches[name] }), ...(escaped(options[name] ?? {}) as object) },
    ]),
  );
}

/** Options whose texts hold no references. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escaped(one)]));
}
