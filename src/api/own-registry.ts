/** What the OpenTelemetry API keeps one of for everyone. */
export type ApiPart = 'diag' | 'trace' | 'context' | 'propagation' | 'metrics' | 'logs';
export type ApiParts = Partial<Record<ApiPart, unknown>>;

/** The files of dist/ bundle the API more than once; they find one registry here. */
const KEY = Symbol.for('otel-agent.api');
const holder = globalThis as { [KEY]?: ApiParts };
if (holder[KEY] === undefined) Object.defineProperty(holder, KEY, { value: {}, configurable: true });

/** The providers of the agent's own code, of which the app sees only what app-registry.ts publishes. */
export const ownRegistry: ApiParts = holder[KEY]!;

/**
 * Stands in, by the bundler's alias, for the API's look-up of its global registry. Whatever the app registers, enables
 * or disables there changes nothing within the agent, and `context.active()` has no global to look up.
 */
export function registerGlobal(
  type: ApiPart,
  instance: unknown,
  _diag?: unknown,
  allowOverride = false,
): boolean {
  if (!allowOverride && ownRegistry[type] !== undefined) return false;
  ownRegistry[type] = instance;
  return true;
}

export function getGlobal(type: ApiPart): unknown {
  return ownRegistry[type];
}

export function unregisterGlobal(type: ApiPart): void {
  ownRegistry[type] = undefined;
}
