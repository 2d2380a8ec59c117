import type { FunctionHost } from '../../catalogue/row';

/** Names of headers that become attributes. */
interface Headers {
  readonly requestHeaders?: readonly string[];
  readonly responseHeaders?: readonly string[];
}

/** Options of upstream's instrumentation that this replacement heeds too; `HTTP_OPTIONS` names them. */
export interface HttpOptions {
  readonly enabled?: boolean;
  readonly headersToSpanAttributes?: { readonly client?: Headers; readonly server?: Headers };
  readonly disableIncomingRequestInstrumentation?: boolean;
  readonly disableOutgoingRequestInstrumentation?: boolean;
  readonly requireParentforIncomingSpans?: boolean;
  readonly requireParentforOutgoingSpans?: boolean;
  /** The agent's own option: further query parameters to hide. */
  readonly redactQuery?: readonly string[];
  /** The agent's own option: the process, as serverless platforms see it. */
  readonly functions?: FunctionHost;
  readonly redactedQueryParams?: readonly string[];
  readonly redactedQueryParamsServer?: readonly string[];
}
