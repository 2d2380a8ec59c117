/** Key shared by all copies and versions of the agent in a thread. */
const KEY = Symbol.for('otel-agent.copy');

/** File of the copy that has started in this thread, if any. */
export function copyAtWork(): string | undefined {
  return (globalThis as { [KEY]?: string })[KEY];
}

/** Claims this thread: from now on other copies stand down. */
export function claimThread(file: string): void {
  Object.defineProperty(globalThis, KEY, { value: file, configurable: true });
}
