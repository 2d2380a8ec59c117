import { readSync } from 'node:fs';
import { whenReady, writeFully } from '../when-ready';

/** A connection used without an event loop: each call returns when it is done, or throws. */
export interface SocketNow {
  write(bytes: Uint8Array): void;
  /** What has arrived, at least one byte; an empty array at the end of the stream. */
  read(): Uint8Array;
  close(): void;
}

/**
 * Connects at once and reads and writes the non-blocking socket through its file descriptor, which libuv does not touch
 * as long as its loop stands still. The calls throw what the system says, or a timeout after `deadlineMs` (of
 * `process.uptime`). Undefined where the descriptor cannot be had.
 */
export function connectNow(address: string, port: number, deadlineMs: number): SocketNow | undefined {
  const { Socket } = require('node:net') as typeof import('node:net');
  const socket = new Socket();
  // Of no use here, but an app that goes on (as PID 1, after a signal) must neither see it as its own uncaught exception
  // nor be kept alive by it.
  socket.on('error', () => {});
  socket.unref();
  withFirstTickNow(() => socket.connect({ host: address, port }));
  // Small writes follow one another, and each would wait for the receiver's delayed acknowledgement of the one before: 40 ms.
  socket.setNoDelay(true);
  const { fd } = (socket as unknown as { _handle?: { fd?: number } })._handle ?? {};
  if (fd === undefined || fd < 0) return undefined;

  const buffer = Buffer.allocUnsafe(16 * 1024);
  return {
    write: bytes => writeFully(fd, bytes, deadlineMs),
    read: () =>
      Buffer.from(
        buffer.subarray(
          0,
          whenReady(() => readSync(fd, buffer), deadlineMs),
        ),
      ),
    close: () => socket.destroy(),
  };
}

/**
 * `net` puts off connecting to an address by one tick, and there will be none. (A look-up that answers at once would
 * also make it connect at once, but loads `dns`, which takes 5 ms where the app has not done so.)
 */
function withFirstTickNow(run: () => void): void {
  const { nextTick } = process;
  process.nextTick = ((tick: (...args: unknown[]) => void, ...args: unknown[]) => {
    process.nextTick = nextTick;
    tick(...args);
  }) as typeof nextTick;
  try {
    run();
  } finally {
    process.nextTick = nextTick;
  }
}
