import type Http from 'node:http';
import { watchEmitters } from '../emitters/watch-emitters';

let isWatching = false;

/** Lets requests and responses of HTTP/1 be watched, once for all that need it; returns functions that undo it. */
export function watchMessages(): (() => void)[] {
  if (isWatching) return [];
  isWatching = true;
  const { IncomingMessage, OutgoingMessage } = httpModule();
  const unmark = () => {
    isWatching = false;
  };
  return [watchEmitters(IncomingMessage.prototype), watchEmitters(OutgoingMessage.prototype), unmark];
}

/** Gets `http` without `require` if Node can (20.16, 22.3): an app that uses only `https` has not required it. */
function httpModule(): typeof Http {
  const load: (name: string) => unknown = process.getBuiltinModule ?? require;
  return load('node:http') as typeof Http;
}
