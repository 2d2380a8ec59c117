import diagnosticsChannel from 'node:diagnostics_channel';

type Listener = (message: unknown, name: string | symbol) => void;
const listeners = new Map<string, Listener[]>();

/**
 * Replaces, by the bundler's alias, `diagnostics_channel` in instrumentations that use channels. It remembers their
 * listeners, so that an instrumentation loaded because of a message can be given that message: a channel skips
 * listeners that subscribe while it publishes.
 */
export function subscribe(channel: string, listener: Listener): void {
  diagnosticsChannel.subscribe(channel, listener);
  const known = listeners.get(channel);
  if (known === undefined) listeners.set(channel, [listener]);
  else known.push(listener);
}

/** Ends a subscription; false if there was none. */
export function unsubscribe(channel: string, listener: Listener): boolean {
  const known = listeners.get(channel);
  if (known?.includes(listener)) known.splice(known.indexOf(listener), 1);
  return diagnosticsChannel.unsubscribe(channel, listener);
}

/** Gives a message to all listeners that have subscribed through this module so far. */
export function deliver(channel: string, message: unknown): void {
  for (const listener of [...(listeners.get(channel) ?? [])]) listener(message, channel);
}

export default { subscribe, unsubscribe };
