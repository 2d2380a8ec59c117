import type { ContextManager } from '@opentelemetry/api';
import type { Subject } from './take-profile';

/** Parts of the running agent that a profile needs. */
export interface ProfiledTelemetry {
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
  readonly tracing: { readonly sdkOptions: { readonly contextManager: ContextManager } };
}

/** Names this process and its service. */
export function subjectOf({ resource, tracing }: ProfiledTelemetry): Subject {
  return {
    service: String(resource.attributes['service.name']),
    contexts: tracing.sdkOptions.contextManager,
  };
}
