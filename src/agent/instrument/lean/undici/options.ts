/** Options of upstream's instrumentation that this replacement heeds too; the catalogue's row names them. */
export interface UndiciOptions {
  readonly enabled?: boolean;
  readonly requireParentforSpans?: boolean;
  /** The agent's own option: further query parameters to hide. */
  readonly redactQuery?: readonly string[];
  /** Names of headers that become attributes. */
  readonly headersToSpanAttributes?: {
    readonly requestHeaders?: readonly string[];
    readonly responseHeaders?: readonly string[];
  };
}
