import type { Destination } from '../../../../shared/otlp/destination';
import { portHint } from '../../transports/port-hint';
import type { Remainder } from '../remainder';
import { type DirectTarget, directTarget } from './direct-target';
import { createGrpcConnection, type GrpcConnection, OPENING } from './grpc-connection';
import { callNow } from './grpc-now';
import { postNow } from './http-now';
import { connectNow, type Place, type SocketNow } from './socket-now';

/** Sends without an event loop. */
export interface DirectSender {
  /**
   * Sends the batches in turn and waits for each answer. Returns false if it could not even try: then all of them
   * remain.
   */
  send(destination: Destination, remainder: Remainder): boolean;
  /** Returns why nobody takes a connection, without waiting; undefined as far as that does not show at once. */
  refusalOf(destination: Destination): string | undefined;
  close(): void;
}

/**
 * Makes a sender with `deadlineMs` (of `process.uptime`) for all batches. Over gRPC, batches for a receiver share a
 * connection.
 */
export function createDirectSender(deadlineMs: number): DirectSender {
  const opened: SocketNow[] = [];
  const connections = new Map<string, GrpcConnection>();

  function open(destination: Destination, target: DirectTarget, firstBytes: Uint8Array): SocketNow {
    const socket = openFirst(destination, target, firstBytes, deadlineMs);
    opened.push(socket);
    return socket;
  }

  function connectionTo(destination: Destination, target: DirectTarget): GrpcConnection {
    const known = connections.get(destination.authority);
    if (known !== undefined) return known;
    const connection = createGrpcConnection(open(destination, target, OPENING));
    connections.set(destination.authority, connection);
    return connection;
  }

  function exchange(destination: Destination, target: DirectTarget, remainder: Remainder): void {
    if (destination.protocol === 'grpc')
      callNow(connectionTo(destination, target), destination, remainder, deadlineMs);
    else postNow(bytes => open(destination, target, bytes), destination, remainder);
  }

  return {
    send(destination, remainder) {
      const target = directTarget(destination);
      if (target === undefined) return false;
      try {
        exchange(destination, target, remainder);
      } catch (error) {
        connections.delete(destination.authority);
        if (error instanceof NoDescriptor) return false;
        remainder.giveUp((error as Error).message);
      }
      return true;
    },
    refusalOf(destination) {
      const target = directTarget(destination);
      if (target === undefined || !placesOf(target).every(refusesNow)) return undefined;
      return notConnected(destination, target);
    },
    close() {
      for (const socket of opened) socket.close();
    },
  };
}

class NoDescriptor extends Error {}

/** Connects to the first address that takes a connection: a refusal shows at the first write. */
function openFirst(
  destination: Destination,
  target: DirectTarget,
  firstBytes: Uint8Array,
  deadlineMs: number,
): SocketNow {
  let refusal: Error | undefined;
  for (const place of placesOf(target)) {
    const socket = connectNow(place, deadlineMs);
    if (socket === undefined) throw new NoDescriptor();
    try {
      socket.write(firstBytes);
      return socket;
    } catch (error) {
      socket.close();
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      refusal = new Error(notConnected(destination, target));
    }
  }
  throw refusal;
}

/** Nothing is written: what leaves now, and whose answer is not read, would arrive twice. */
function refusesNow(place: Place): boolean {
  const socket = connectNow(place, 0);
  try {
    socket?.read();
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Other systems say ENOTCONN as long as the connection is being made.
    return code !== undefined && (code !== 'ENOTCONN' || process.platform === 'linux');
  } finally {
    socket?.close();
  }
}

function notConnected(destination: Destination, target: DirectTarget): string {
  return `cannot connect to ${nameOf(target)}${portHint(destination)}`;
}

function placesOf(target: DirectTarget): readonly Place[] {
  if ('path' in target) return [target];
  return target.addresses.map(host => ({ host, port: target.port }));
}

function nameOf(target: DirectTarget): string {
  return 'path' in target ? target.path : `${target.addresses.join(' or ')}, port ${target.port}`;
}
