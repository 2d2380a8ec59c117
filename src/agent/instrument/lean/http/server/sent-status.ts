import type { ServerResponse } from 'node:http';

/** Node's own fields of a response: tell whether the head was handed on, and which data wait for earlier answers. */
interface Sending {
  readonly headersSent?: boolean;
  readonly _headerSent?: boolean;
  readonly outputData?: readonly unknown[];
  readonly socket?: { readonly bytesWritten?: number } | null;
}

/**
 * Returns the status of a response that is over; undefined if not a byte of it was sent, because the client left before,
 * or while it waited behind another response on its connection. An app's test double counts as sent.
 */
export function sentStatus(response: ServerResponse): number | undefined {
  const { headersSent, _headerSent, outputData, socket } = response as Sending;
  if (headersSent === false || _headerSent === false) return undefined;
  if (outputData !== undefined && outputData.length > 0) return undefined;
  return socket?.bytesWritten === 0 ? undefined : response.statusCode;
}
