/** Thrown for a query that cannot be understood; the message is a sentence for its author. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}
