/** The options that are heeded, by upstream's names. */
export interface PgOptions {
  readonly enabled?: boolean;
  readonly requireParentSpan?: boolean;
  /** No spans of connections; queries and the metrics of pools stay. */
  readonly ignoreConnectSpans?: boolean;
}
