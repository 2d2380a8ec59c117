import type { Attributes } from '@opentelemetry/api';
import type { Route } from '../pipelines/route';

/** Message of a worker about an outbox, which the main thread is to carry on. */
export interface ToldOutbox {
  readonly threadId: number;
  readonly memory: SharedArrayBuffer;
  readonly route: Route;
  /** Text that is equal for equal routes. */
  readonly routeKey: string;
  /** The worker's own resource, as far as it is known. */
  readonly resource: Attributes;
  /** True while attributes of the cloud are arriving in it. */
  readonly isResourcePending: boolean;
}

/** Text that is equal for equal routes. It holds headers and keys, and stays within the process. */
export function routeKeyOf(route: Route): string {
  return JSON.stringify(route);
}
