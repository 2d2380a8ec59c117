import type { ClientHttp2Session } from 'node:http2';
import { ContentType, ServicePath } from '../../otlp/fields';
import type { Batch } from '../../pipeline/types';
import type { Connection } from '../drain';

/** Connects for OTLP/gRPC, with TLS when the URL says https. */
export function connectForCalls({ url, tls }: Connection): ClientHttp2Session {
  const http2 = require('node:http2') as typeof import('node:http2');
  const session = http2.connect(
    /^https?:/i.test(url) ? new URL(url).origin : `http://${url.replace(/^dns:\/*/, '')}`,
    { ...tls },
  );
  session.on('error', () => {}); // Its streams report it.
  return session;
}

/** Calls Export with one batch. Rejects unless grpc-status is 0. */
export function call(
  session: ClientHttp2Session,
  { headers, userAgent }: Connection,
  { signal, body }: Batch,
): Promise<void> {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(body.length, 1);
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': ServicePath[signal].grpc,
      'content-type': ContentType.grpc,
      te: 'trailers',
      'user-agent': userAgent,
      ...headers,
    });
    let status: unknown;
    // Without a message the status comes with the headers, else after it.
    const note = (fields: Record<string, unknown>) => {
      status = fields['grpc-status'] ?? status;
    };
    stream.on('response', note);
    stream.on('trailers', note);
    // When the connection breaks, the stream's own error only says that it was cancelled.
    stream.on('error', error => reject(error.cause ?? error));
    stream.on('close', () => (Number(status) === 0 ? resolve() : reject(new Error(`grpc-status ${status}`))));
    stream.resume();
    stream.end(Buffer.concat([prefix, body]));
  });
}
