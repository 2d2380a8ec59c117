import type { ServerResponse } from 'node:http';

/** Backlog at which a reader misses events: later events bring it up to date. */
const MAX_BEHIND_BYTES = 1 << 20;
/** Maximum of pages; the oldest makes way for a new page, and connects again if it is still there. */
const MAX_STREAMS = 64;
/** Interval of keep-alive lines, which reveal a reader that has silently gone. */
const PING_MS = 5000;

const streams = new Set<ServerResponse>();

/**
 * Starts a stream of server-sent events (html.spec.whatwg.org, "Server-sent events"). `start` gets the way to send one
 * and returns what is to be done when the reader is gone.
 */
export function streamEvents(
  response: ServerResponse,
  start: (send: (event: string, data: unknown) => void) => () => void,
): void {
  const [oldest] = streams;
  if (streams.size >= MAX_STREAMS) oldest?.destroy();
  streams.add(response);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  const stop = start((event, data) => {
    if (response.writableLength > MAX_BEHIND_BYTES) return;
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  const pings = setInterval(() => response.write(': still here\n\n'), PING_MS).unref();
  response.on('close', () => {
    clearInterval(pings);
    streams.delete(response);
    stop();
  });
}
