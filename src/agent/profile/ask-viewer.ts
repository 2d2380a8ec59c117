import type { Destination } from '../../shared/otlp/destination';
import { builtin } from '../export/transports/builtin';
import { guardConnect } from '../export/transports/guard-connect';

const TIMEOUT_MS = 10_000;
const MAX_REPLY_BYTES = 64 * 1024;

/** Viewer on this machine that has an order. */
export type Viewer = Pick<Destination, 'host' | 'port'>;

/** Posts a body to a viewer: resolves with the text of its answer, undefined unless its status is 200. */
export function askViewer({ host, port }: Viewer, path: string, body: string): Promise<string | undefined> {
  const { ClientRequest, Agent } = builtin('node:http');
  return new Promise((resolve, reject) => {
    const request = new ClientRequest({
      agent: new Agent(),
      method: 'POST',
      hostname: host,
      port,
      path,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    request.on('socket', guardConnect);
    const timer = setTimeout(() => request.destroy(new Error('no answer')), TIMEOUT_MS).unref();
    request.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
    request.on('response', response => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        if (text.length < MAX_REPLY_BYTES) text += chunk;
      });
      response.on('error', () => {});
      response.on('close', () => {
        clearTimeout(timer);
        resolve(response.statusCode === 200 ? text : undefined);
      });
    });
    request.end(body);
  });
}
