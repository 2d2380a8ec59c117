/** Thrown for input in another format than announced: the sender's fault, answered with 400 or INVALID_ARGUMENT. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}
