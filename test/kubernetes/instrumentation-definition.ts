import type { KubernetesObject } from '../services/kubernetes/api-client';

/**
 * Stands for the Operator's definition of `Instrumentation`, which no package registry has: the fields that its
 * documentation names for what is used here, and no others.
 */
export const instrumentationDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'instrumentations.opentelemetry.io' },
  spec: {
    group: 'opentelemetry.io',
    scope: 'Namespaced',
    names: { kind: 'Instrumentation', plural: 'instrumentations' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: specSchema() } } },
      },
    ],
  },
} as KubernetesObject;

function specSchema(): object {
  const text = { type: 'string' };
  const free = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const env = { type: 'array', items: object({ name: text, value: text, valueFrom: free }) };
  return object({
    env,
    exporter: object({ endpoint: text }),
    propagators: { type: 'array', items: text },
    sampler: object({ type: text, argument: text }),
    nodejs: object({ image: text, env, resourceRequirements: free, volumeLimitSize: text }),
  });
}

function object(properties: object): object {
  return { type: 'object', properties };
}
