import type { Destination } from '../../../../shared/otlp/destination';
import { ContentType, ServicePath } from '../../../../shared/otlp/fields';
import type { Signal } from '../../types';

/**
 * Number of bytes before a message on the wire: whether it is compressed, and its length (gRPC over HTTP2,
 * "Length-Prefixed-Message").
 */
export const PREFIX_BYTES = 5;

/** Makes the prefix of a message of `length`. */
export function messagePrefix(length: number, isCompressed: boolean): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix[0] = isCompressed ? 1 : 0;
  prefix.writeUInt32BE(length, 1);
  return prefix;
}

/** Headers of a call of Export, names in lower case; HTTP/2's own come first. */
export function callHeaders(
  { headers, isTls, authority }: Destination,
  signal: Signal,
  timeoutMs: number,
  isCompressed: boolean,
): Record<string, string> {
  return {
    ':scheme': isTls ? 'https' : 'http',
    ':authority': authority,
    ':method': 'POST',
    ':path': ServicePath[signal].grpc,
    ...lowerCased(headers),
    'content-type': ContentType.grpc,
    te: 'trailers',
    'grpc-timeout': timeoutText(timeoutMs),
    'grpc-accept-encoding': 'identity',
    ...(isCompressed && { 'grpc-encoding': 'gzip' }),
  };
}

/** Formats a timeout as at most eight digits and a unit. */
function timeoutText(timeoutMs: number): string {
  const milliseconds = Math.max(1, Math.ceil(timeoutMs));
  return milliseconds < 1e8 ? `${milliseconds}m` : `${Math.ceil(milliseconds / 1000)}S`;
}

/** Turns names to lower case: HTTP/2 knows no upper case. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
