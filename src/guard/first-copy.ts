/** Shared by all copies and versions of the agent in a thread. */
const KEY = Symbol.for('otel-agent.copy');

/** The file of the copy that has started in this thread, if one has. */
export function copyAtWork(): string | undefined {
  return (globalThis as { [KEY]?: string })[KEY];
}

/** From now on other copies stand down. */
export function claimThread(file: string): void {
  Object.defineProperty(globalThis, KEY, { value: file, configurable: true });
}
