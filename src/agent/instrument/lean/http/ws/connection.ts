import { type Context, type Link, trace } from '@opentelemetry/api';
import { ReturnOverride } from '../../emitters/return-override';

/** WebSocket's connection, as the spans of its messages name it. */
export interface Connection {
  /** The handshake's context on a server, that of the code that connects on a client. */
  readonly context: Context;
  /** Path of the handshake's URL. */
  readonly path: string | undefined;
}

/** Keeps a socket's connection with it; the first that is kept stays. */
export function keepConnection(socket: object, connection: Connection): void {
  if (connectionOf(socket) === undefined) new Connected(socket, connection);
}

/** Returns the connection of a socket; undefined for a socket that was opened untraced. */
export function connectionOf(socket: object): Connection | undefined {
  return Connected.of(socket);
}

/** Links to the span of a connection, which may last longer than any trace should. */
export function linksTo({ context }: Connection): Link[] {
  const span = trace.getSpan(context)?.spanContext();
  return span === undefined ? [] : [{ context: span }];
}

class Connected extends ReturnOverride {
  #connection: Connection;

  constructor(socket: object, connection: Connection) {
    super(socket);
    this.#connection = connection;
  }

  static of(socket: object): Connection | undefined {
    return #connection in socket ? (socket as Connected).#connection : undefined;
  }
}
