import type { ResourceMetrics, ScopeMetrics } from '@opentelemetry/sdk-metrics';

/** Merges entries of equal scopes: the SDK's and those of another producer. */
export function mergeScopes(collected: ResourceMetrics): ResourceMetrics {
  const byId = new Map<string, ScopeMetrics>();
  for (const { scope, metrics } of collected.scopeMetrics) {
    const id = `${scope.name}:${scope.version ?? ''}:${scope.schemaUrl ?? ''}`;
    const known = byId.get(id);
    byId.set(
      id,
      known === undefined ? { scope, metrics } : { scope, metrics: [...known.metrics, ...metrics] },
    );
  }
  if (byId.size === collected.scopeMetrics.length) return collected;
  return { resource: collected.resource, scopeMetrics: [...byId.values()] };
}
