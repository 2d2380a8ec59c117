/** The options of upstream's instrumentation that this one heeds as well; the catalogue's row names them. */
export interface UndiciOptions {
  readonly enabled?: boolean;
  readonly requireParentforSpans?: boolean;
  /** Names of headers that become attributes. */
  readonly headersToSpanAttributes?: {
    readonly requestHeaders?: readonly string[];
    readonly responseHeaders?: readonly string[];
  };
}
