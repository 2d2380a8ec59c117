/** Names of headers that become attributes. */
interface Headers {
  readonly requestHeaders?: readonly string[];
  readonly responseHeaders?: readonly string[];
}

/** The options of upstream's instrumentation that this one heeds as well; `HTTP_OPTIONS` names them. */
export interface HttpOptions {
  readonly enabled?: boolean;
  readonly headersToSpanAttributes?: { readonly client?: Headers; readonly server?: Headers };
  readonly disableIncomingRequestInstrumentation?: boolean;
  readonly disableOutgoingRequestInstrumentation?: boolean;
  readonly requireParentforIncomingSpans?: boolean;
  readonly requireParentforOutgoingSpans?: boolean;
  readonly redactedQueryParams?: readonly string[];
  readonly redactedQueryParamsServer?: readonly string[];
}
