import type { Socket } from 'node:net';

/** Descriptor of a plain connection that has nothing left to write; undefined if it cannot be had. */
export function idleDescriptor(socket: Pick<Socket, 'writableLength'>): number | undefined {
  const { fd = -1, writeQueueSize = 1 } = (socket as unknown as { _handle?: Handle })._handle ?? {};
  return fd >= 0 && writeQueueSize === 0 && socket.writableLength === 0 ? fd : undefined;
}

/** Internal handle of Node's sockets. */
interface Handle {
  readonly fd?: number;
  readonly writeQueueSize?: number;
}
