type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean;
type OnEvent = (event: string | symbol, argument: unknown) => void;

const watchers = new WeakMap<object, Set<OnEvent>>();

/**
 * Reports an emitter's events without a listener: the app counts listeners, eleven cause a warning, and a listener for
 * 'error' keeps unhandled errors from being thrown. Returns a function that ends it. `onEvent` must not throw.
 */
export function watchEvents(emitter: object, onEvent: OnEvent): () => void {
  const known = watchers.get(emitter);
  if (known === undefined) replaceEmit(emitter, new Set([onEvent]));
  else known.add(onEvent);
  return () => watchers.get(emitter)?.delete(onEvent);
}

/** Replaces an emitter's `emit` for good: another tool may have put its own in front of it. */
function replaceEmit(emitter: object, all: Set<OnEvent>): void {
  watchers.set(emitter, all);
  const own = Object.getOwnPropertyDescriptor(emitter, 'emit')?.value as Emit | undefined;
  const inherited = Object.getPrototypeOf(emitter) as { emit: Emit };
  const value: Emit = function (event, ...args) {
    for (const onEvent of all) onEvent(event, args[0]);
    return (own ?? inherited.emit).call(this, event, ...args);
  };
  Object.defineProperty(emitter, 'emit', { value, configurable: true, writable: true });
}
