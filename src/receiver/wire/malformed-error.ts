/** Thrown for input that is not what it is said to be: the sender's fault, answered with 400 or INVALID_ARGUMENT. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}
