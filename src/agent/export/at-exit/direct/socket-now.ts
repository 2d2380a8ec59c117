import { readSync } from 'node:fs';
import { whenReady, writeFully } from '../when-ready';

/** Address of a socket: a port of an address, or a Unix socket. */
export type Place = { readonly host: string; readonly port: number } | { readonly path: string };

/** Connection used without an event loop: each call returns when it is done, or throws. */
export interface SocketNow {
  write(bytes: Uint8Array): void;
  /** Returns the bytes that have arrived, at least one; an empty array at the end of the stream. */
  read(): Uint8Array;
  close(): void;
}

/**
 * Connects at once, then reads and writes the non-blocking socket through its file descriptor, which libuv does not
 * touch while its loop stands still. The calls throw the system's error, or a timeout after `deadlineMs` (of
 * `process.uptime`). Returns undefined if there is no descriptor.
 */
export function connectNow(place: Place, deadlineMs: number): SocketNow | undefined {
  const { Socket } = require('node:net') as typeof import('node:net');
  const socket = new Socket();
  // An app that goes on (as PID 1, after a signal) must not see an error of this socket as its own uncaught exception,
  // nor be kept alive by the socket.
  socket.on('error', () => {});
  socket.unref();
  withFirstTickNow(() => socket.connect(place));
  // Without this, each small write would wait 40 ms for the receiver's delayed acknowledgement of the previous write.
  socket.setNoDelay(true);
  const { fd } = (socket as unknown as { _handle?: { fd?: number } })._handle ?? {};
  if (fd === undefined || fd < 0) return undefined;

  return {
    write: bytes => writeFully(fd, bytes, deadlineMs),
    read: readerOf(fd, deadlineMs),
    close: () => socket.destroy(),
  };
}

/** Reads what arrives on a descriptor, as `SocketNow.read` does. */
export function readerOf(descriptor: number, deadlineMs: number): () => Uint8Array {
  const buffer = Buffer.allocUnsafe(16 * 1024);
  return () => {
    const length = whenReady(() => readSync(descriptor, buffer), deadlineMs);
    return Buffer.from(buffer.subarray(0, length));
  };
}

/**
 * Runs a function's first tick at once: `net` delays connecting to an address by a tick, which would never come. (A
 * look-up that answers at once would connect at once, too, but it loads `dns`, which takes 5 ms if the app has not done
 * so.)
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
