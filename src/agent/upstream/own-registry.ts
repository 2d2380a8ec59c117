/** Parts of the OpenTelemetry API that are global. */
export type ApiPart = 'diag' | 'trace' | 'context' | 'propagation' | 'metrics' | 'logs';
export type ApiParts = Partial<Record<ApiPart, unknown>>;

/** Key of the registry: the files of dist/ bundle the API more than once and find one registry here. */
const KEY = Symbol.for('otel-agent.api');
const holder = globalThis as { [KEY]?: ApiParts };
if (holder[KEY] === undefined) Object.defineProperty(holder, KEY, { value: {}, configurable: true });

/** Providers of the agent's own code. The app sees only those that app-registry.ts publishes. */
export const ownRegistry: ApiParts = holder[KEY]!;

/**
 * Replaces, by the bundler's alias, the API's look-up of its global registry. Nothing that the app registers, enables
 * or disables there changes the agent, and `context.active()` has no global to look up.
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
