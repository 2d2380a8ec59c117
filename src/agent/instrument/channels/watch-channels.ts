import { deliver, subscribe, unsubscribe } from '../../upstream/remembered-channels';

/**
 * Calls `load` at the first message of any of these channels, and passes the message on to the listeners that it has
 * subscribed: a channel skips those that subscribe while it publishes. Returns a function that ends the watch. The library's
 * code may be anywhere, in a bundle too; until it publishes, a watched channel costs one entry in Node's table.
 */
export function atFirstMessage(names: readonly string[], load: () => void): () => void {
  const end = () => {
    for (const name of names) unsubscribe(name, listener);
  };
  const listener = (message: unknown, name: string | symbol) => {
    end();
    load();
    deliver(String(name), message);
  };
  for (const name of names) subscribe(name, listener);
  return end;
}
