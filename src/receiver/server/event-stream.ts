import type { ServerResponse } from 'node:http';

/** A reader that is so far behind misses events: the next ones tell it where things stand. */
const MAX_BEHIND_BYTES = 1 << 20;
const MAX_STREAMS = 64;

let openStreams = 0;

/**
 * Starts a stream of server-sent events (html.spec.whatwg.org, "Server-sent events"). `start` gets the way to send one
 * and returns what is to be done when the reader is gone. Answers 503 when too many are open.
 */
export function streamEvents(
  response: ServerResponse,
  start: (send: (event: string, data: unknown) => void) => () => void,
): void {
  if (openStreams >= MAX_STREAMS) {
    response.writeHead(503).end();
    return;
  }
  openStreams++;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  const stop = start((event, data) => {
    if (response.writableLength > MAX_BEHIND_BYTES) return;
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  response.on('close', () => {
    openStreams--;
    stop();
  });
}
