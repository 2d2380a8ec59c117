import type { Socket } from 'node:net';

/** Longest time for a connection, which survives two lost packets. */
const CONNECT_TIMEOUT_MS = 4000;
/** Interval of the checks, and so the time that a receiver has to accept when the app has nothing left to do. */
const CHECK_EVERY_MS = 400;

/**
 * Unrefs a socket, and ensures that connecting it does not keep the process alive: libuv counts a connect request even
 * of an unref'd socket, so that a host that swallows packets would hold a finished script for two minutes.
 */
export function guardConnect<Connection extends Socket>(socket: Connection): Connection {
  socket.unref();
  if (!socket.connecting) return socket;
  let waitedMs = 0;
  const timer = setInterval(() => {
    waitedMs += CHECK_EVERY_MS;
    if (!socket.connecting) clearInterval(timer);
    else if (isNothingElseGoingOn())
      socket.destroy(new Error('the process is ending, and there is no connection yet'));
    // Wait a turn: a late timer may run before an answer that has already come is seen.
    else if (waitedMs >= CONNECT_TIMEOUT_MS) setImmediate(giveUp, socket);
  }, CHECK_EVERY_MS);
  timer.unref();
  socket.once('connect', () => clearInterval(timer));
  socket.once('close', () => clearInterval(timer));
  return socket;
}

/**
 * True if the event loop waits only for connections being made. stdin, stdout and stderr (pipes or terminals) are
 * listed even if they wait for nothing; an app that really reads from them merely has its connection made anew.
 */
function isNothingElseGoingOn(): boolean {
  return process.getActiveResourcesInfo().every(type => /(Connect|Pipe|TTY)Wrap$/.test(type));
}

function giveUp(socket: Socket): void {
  if (socket.connecting) socket.destroy(new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`));
}
