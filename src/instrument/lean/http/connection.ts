import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { SharedAttributes } from '../../../tracing/shared-attributes';
import { Existing } from '../emitters/existing';

type Values = Readonly<Record<string, string | number | undefined>>;

/** What is said about a connection on every span of its requests, and for which headers it was put together. */
class Connection extends Existing {
  #host: string | undefined;
  #userAgent: string | undefined;
  #httpVersion: string | undefined;
  #attributes: SharedAttributes | undefined;

  static isKnown(socket: Socket): boolean {
    return #attributes in socket;
  }

  static attributes(socket: Socket, request: IncomingMessage, make: () => Values): SharedAttributes {
    const known = socket as unknown as Connection;
    const { httpVersion } = request;
    const { host, 'user-agent': userAgent } = request.headers;
    const isSame =
      known.#attributes !== undefined &&
      known.#host === host &&
      known.#userAgent === userAgent &&
      known.#httpVersion === httpVersion;
    if (!isSame) {
      known.#attributes = new SharedAttributes(make());
      known.#host = host;
      known.#userAgent = userAgent;
      known.#httpVersion = httpVersion;
    }
    return known.#attributes!;
  }
}

/**
 * The attributes that a request shares with the others of its connection, as `make` gives them for this one. Undefined
 * for the first request, since many connections have no second one, and for what a proxy has forwarded.
 */
export function sharedByConnection(
  request: IncomingMessage,
  make: () => Values,
): SharedAttributes | undefined {
  const { headers, socket } = request;
  if (headers.forwarded !== undefined || 'x-forwarded-for' in headers || 'x-forwarded-host' in headers)
    return undefined;
  if (typeof socket !== 'object' || socket === null) return undefined; // Who calls the handlers alone needs none.
  if (Connection.isKnown(socket)) return Connection.attributes(socket, request, make);
  new Connection(socket);
  return undefined;
}
