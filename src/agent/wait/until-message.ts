import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import watched from './watched.generated.json';

/**
 * Calls back with the first message of a channel that the agent hears: of `fetch`, and of libraries that publish what they do
 * themselves, also from within a bundle. Returns a function that ends the wait.
 */
export function untilMessage(callBack: (name: string, message: unknown) => void): () => void {
  const listener = (message: unknown, name: string | symbol) => callBack(String(name), message);
  for (const name of watched.channels) subscribe(name, listener);
  return () => {
    for (const name of watched.channels) unsubscribe(name, listener);
  };
}
