import { ContentType } from '../../otlp/fields';
import type { Batch } from '../../pipeline/types';
import type { Connection } from '../drain';

/** Posts one batch. Rejects unless the status is 2xx. */
export function post({ url, headers, tls, body, userAgent }: Connection, batch: Batch): Promise<void> {
  const { request } = (
    url.startsWith('https:') ? require('node:https') : require('node:http')
  ) as typeof import('node:https');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        ...tls,
        method: 'POST',
        headers: {
          ...headers,
          'content-type': body === 'otlp-protobuf' ? ContentType.protobuf : ContentType.json,
          'content-length': batch.body.length,
          'user-agent': userAgent,
        },
      },
      ({ statusCode = 0 }) =>
        statusCode >= 200 && statusCode < 300 ? resolve() : reject(new Error(`HTTP ${statusCode}`)),
    );
    outgoing.on('error', reject);
    outgoing.end(batch.body);
  });
}
