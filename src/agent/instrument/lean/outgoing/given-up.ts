/** Tells whether the app itself has given up on a request, by a signal or its client's way to cancel. That is no error. */
export function isGivenUp(error: unknown): boolean {
  const { name, code, message } = Object(error) as { name?: unknown; code?: unknown; message?: unknown };
  if (timeoutOf(error) !== undefined) return false;
  // undici also uses this code for proxies that refuse a tunnel.
  if (code === 'UND_ERR_ABORTED') return message === 'Request aborted';
  return name === 'AbortError' || name === 'CanceledError'; // axios uses a name of its own.
}

/** Returns the timeout error of a signal, thrown itself or as the cause of an abort: a timeout is a failure. */
export function timeoutOf(error: unknown): Error | undefined {
  const { name, cause } = Object(error) as { name?: unknown; cause?: unknown };
  if (name === 'TimeoutError') return error as Error;
  return name === 'AbortError' && Object(cause).name === 'TimeoutError' ? (cause as Error) : undefined;
}
