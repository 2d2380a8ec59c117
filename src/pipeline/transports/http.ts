import type { ClientRequest, IncomingMessage } from 'node:http';
import { ContentType } from '../../otlp/fields';
import type { Batch, SendResult, Transport } from '../types';
import type { ConnectionOptions } from './connection-options';
import { withFreeBody } from './free-body';
import { guardConnect } from './guard-connect';
import { gzip } from './gzip';
import { openRequest } from './http-request';
import { classifyHttpReply } from './http-status';
import { describeHttpError } from './network-errors';
import { readJsonReply, readProtobufReply } from './replies';

/** The three bodies that are posted, and where each one's partial success is read from. */
const READERS = {
  'otlp-protobuf': { contentType: ContentType.protobuf, readReply: readProtobufReply },
  'otlp-json': { contentType: ContentType.json, readReply: readJsonReply },
  'zipkin-json': { contentType: ContentType.json, readReply: (): SendResult => ({ kind: 'sent' }) },
} as const;

export type HttpBody = keyof typeof READERS;

/** Longer replies are cut: what they say is for a log line. */
const MAX_REPLY_BYTES = 64 * 1024;

const BROKEN: SendResult = { kind: 'retryable', reason: 'the connection broke in the middle of the reply' };

/** Posts batches to `options.url`, the full address of the signal (OTLP/HTTP, or a Zipkin collector's /api/v2/spans). */
export function createHttpTransport(options: ConnectionOptions, body: HttpBody): Transport {
  const { contentType, readReply } = READERS[body];
  const open = new Set<ClientRequest>();

  async function send(batch: Batch, timeoutMs: number): Promise<SendResult> {
    const payload = options.compression === 'gzip' ? await gzip(batch.body) : batch.body;
    const first = await attempt(payload, timeoutMs);
    // The receiver may close an idle connection in the very moment it is used again: nothing was lost, so at once anew.
    return first === 'stale' ? unlessStale(await attempt(payload, timeoutMs)) : first;
  }

  function attempt(payload: Uint8Array, timeoutMs: number): Promise<SendResult | 'stale'> {
    return new Promise(resolve => {
      const request = openRequest(options, contentType, payload.length);
      open.add(request);
      const timer = setTimeout(() => request.destroy(timedOut(timeoutMs)), timeoutMs);
      timer.unref();
      const settle = (result: SendResult | 'stale') => {
        clearTimeout(timer);
        open.delete(request);
        resolve(result);
      };
      request.on('socket', guardConnect);
      // Stays for good: a parse error can follow the reply, and without a listener it would end the process (js#3939).
      request.on('error', error => {
        const isStale = request.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
        settle(isStale ? 'stale' : describeHttpError(error, options.url));
      });
      request.on('response', response => {
        collect(response, reply => {
          if (reply === undefined) settle(BROKEN);
          else {
            const result = classifyHttpReply(response, reply, readReply, options.url);
            settle(withFreeBody(result, request.writableFinished));
          }
        });
      });
      request.end(payload);
    });
  }

  return {
    send,
    close() {
      for (const request of open) request.destroy();
    },
  };
}

/** Reads a reply to its end; `done` is called once, without the reply when the connection breaks in the middle of it. */
function collect(response: IncomingMessage, done: (reply: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    if (size < MAX_REPLY_BYTES) chunks.push(chunk.subarray(0, MAX_REPLY_BYTES - size));
    size += chunk.length;
    // Whoever answers an export with megabytes is no OTLP receiver.
    if (size >= MAX_REPLY_BYTES) response.destroy();
  });
  response.on('error', () => {});
  response.on('close', () => {
    const isWhole = response.complete || size >= MAX_REPLY_BYTES;
    done(isWhole ? Buffer.concat(chunks) : undefined);
  });
}

function unlessStale(result: SendResult | 'stale'): SendResult {
  return result === 'stale' ? { kind: 'retryable', reason: 'the connection was closed' } : result;
}

function timedOut(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' });
}
