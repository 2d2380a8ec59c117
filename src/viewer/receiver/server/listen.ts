import type { AddressInfo, Server } from 'node:net';

/** Thrown when a port cannot be listened on; the message is a sentence for the user. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** Callers that may wait to be accepted: further callers are not heard, and try again after seconds. */
const BACKLOG = 4096;

/**
 * Starts to listen and returns the port, which differs from the one asked for when that was 0.
 * `option` is the setting to change when the port cannot be had. Throws ListenError.
 */
export function listen(server: Server, port: number, host: string, option: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      reject(new ListenError(sentenceOf(error, port, host, option)));
    };
    server.once('error', onError);
    server.listen({ port, host, exclusive: true, backlog: BACKLOG }, () => {
      server.removeListener('error', onError);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function sentenceOf(
  { code, message }: NodeJS.ErrnoException,
  port: number,
  host: string,
  option: string,
): string {
  const where = `port ${port} on ${host}`;
  const other = `choose another with ${option} N; --port 0 --grpc-port 0 takes any free ports`;
  if (code === 'EADDRINUSE')
    return `${where} is taken, perhaps by a Collector or another viewer: stop that one, or ${other}`;
  if (code === 'EACCES') return `${where} may not be used by this user: ${other}`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `this machine has no address ${host}: choose another with --host`;
  return `cannot listen on ${where}: ${message}`;
}
