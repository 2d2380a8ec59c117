import type { Destination } from '../../../shared/otlp/destination';
import { DefaultPort } from '../../../shared/otlp/fields';
import type { SendResult } from '../types';
import { portHint } from './port-hint';

/** Error of Node's HTTP parser for a reply that is not HTTP. */
interface NetworkError extends Error {
  readonly code?: string;
  readonly rawPacket?: Uint8Array;
}

const HTTP2_SETTINGS_FRAME = 4;
const TLS_ALERT = 0x15;

/** Judges an error of an HTTP/1 request; a wrong protocol becomes a sentence that says what to change. */
export function describeHttpError(error: NetworkError, destination: Destination): SendResult {
  if (error.code?.startsWith('HPE_')) return { kind: 'permanent', reason: notHttp(error.rawPacket) };
  if (isPlainServer(error)) return { kind: 'permanent', reason: PLAIN_SERVER };
  return { kind: 'retryable', reason: describeConnectionError(error, destination) };
}

/** Says what to change if gRPC was answered in another protocol. */
export const LOOKS_LIKE_HTTP = `this looks like a port for HTTP, not gRPC; use port ${DefaultPort.grpc}, or OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf for this one`;

export const SPEAKS_TLS = 'the receiver speaks TLS: use https:// in the endpoint';

export const PLAIN_SERVER = 'the receiver does not speak TLS: use http:// in the endpoint';

/** Text for a silent close, as by a TLS server whose client does not speak TLS. */
export const CLOSED_SILENTLY =
  'the receiver closed the connection without an answer; if it wants TLS, use https:// in the endpoint';

/** Describes a connection that could not be made or broke; certificates get a hint. */
export function describeConnectionError(error: NetworkError, destination: Destination): string {
  const { code } = error;
  const message = firstLine(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `the host name ${destination.host} is not known (${code})`;
  if (code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return `the receiver's certificate is not trusted (${code}); OTEL_EXPORTER_OTLP_CERTIFICATE names the authority's file`;
  }
  if (message === 'socket hang up') return CLOSED_SILENTLY;
  if (code === 'ECONNREFUSED') return message + portHint(destination);
  return message;
}

/**
 * First line of an error's message. An error with several addresses (localhost as ::1 and 127.0.0.1) has an empty
 * message of its own.
 */
function firstLine(error: Error): string {
  const inner =
    'errors' in error && Array.isArray(error.errors)
      ? error.errors.map(one => String(one?.message)).join(', ')
      : '';
  const [line = ''] = (error.message || inner || error.name).split('\n');
  return line.trim();
}

/** Says what to change if HTTP was answered in another protocol, by its first bytes. */
export function notHttp(packet: Uint8Array | undefined): string {
  if (packet?.[0] === TLS_ALERT) return SPEAKS_TLS;
  // A gRPC server greets with its settings: length (3 bytes), type 4.
  if (packet?.[3] === HTTP2_SETTINGS_FRAME) {
    return `this looks like a gRPC port; use port ${DefaultPort.http} for OTLP over HTTP, or OTEL_EXPORTER_OTLP_PROTOCOL=grpc for this one`;
  }
  return 'the reply is not HTTP: is this the address of an OTLP receiver?';
}

/** True if the receiver answered a TLS handshake with something else. */
export function isPlainServer({ code, message }: NetworkError): boolean {
  return (
    code === 'EPROTO' ||
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    /wrong version number|packet length too long/.test(message)
  );
}
