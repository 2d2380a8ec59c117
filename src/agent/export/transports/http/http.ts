import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Destination } from '../../../../shared/otlp/destination';
import type { Batch, SendResult, Transport } from '../../types';
import { withFreeBody } from '../free-body';
import { guardConnect } from '../guard-connect';
import { gzip } from '../gzip';
import { withoutCredentials } from '../hide-credentials';
import { describeHttpError } from '../network-errors';
import { idleDescriptor } from '../on-wire';
import { noteOrder } from '../orders';
import { bodyFormatOf } from './body-format';
import { closeIdleConnections, openRequest } from './http-request';
import { classifyHttpReply } from './http-status';
import type { ProxiedRequests } from './proxied-requests';

/** Limit of a reply; the rest is cut, since its text is for a log line. */
const MAX_REPLY_BYTES = 64 * 1024;

const BROKEN: SendResult = { kind: 'retryable', reason: 'the connection broke in the middle of the reply' };

/**
 * Posts batches to the destination (OTLP/HTTP, or a Zipkin collector's /api/v2/spans), directly or as `proxied` says.
 */
export function createHttpTransport(destination: Destination, proxied?: ProxiedRequests): Transport {
  const { contentType, readReply } = bodyFormatOf(destination);
  const open = new Set<ClientRequest>();

  async function send(batch: Batch, timeoutMs: number): Promise<SendResult> {
    const payload = destination.compression === 'gzip' ? await gzip(batch.body) : batch.body;
    const first = await attempt(batch, payload, timeoutMs);
    // A receiver may close an idle connection just when it is used again: nothing was lost, so try at once anew.
    return first === 'stale' ? unlessStale(await attempt(batch, payload, timeoutMs)) : first;
  }

  function attempt(batch: Batch, payload: Uint8Array, timeoutMs: number): Promise<SendResult | 'stale'> {
    return new Promise(resolve => {
      const request = openRequest(destination, contentType, payload.length, proxied);
      open.add(request);
      const timer = setTimeout(() => request.destroy(timedOut(timeoutMs)), timeoutMs);
      timer.unref();
      const settle = (result: SendResult | 'stale') => {
        clearTimeout(timer);
        open.delete(request);
        batch.onWire = undefined;
        resolve(result);
      };
      request.on('socket', socket => {
        guardConnect(socket);
        if (!destination.isTls) batch.onWire = onWire(request, socket);
      });
      // The listener stays: a parse error can follow the reply, and would end the process without it (js#3939).
      request.on('error', error => {
        const isStale = request.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
        const judged = describeHttpError(error, destination);
        if (isStale || proxied === undefined) settle(isStale ? 'stale' : judged);
        else void proxied.judgeError(error).then(otherwise => settle(otherwise ?? judged));
      });
      request.on('response', response => {
        noteOrder(destination, response.headers);
        collect(response, reply => {
          if (reply === undefined) settle(BROKEN);
          else {
            const result =
              proxied?.judgeReply(response, reply) ??
              classifyHttpReply(response, reply, readReply, destination.url);
            settle(withFreeBody(withoutCredentials(result, destination), request.writableFinished));
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
      closeIdleConnections();
    },
  };
}

/** Returns a function that tells whether the request has left and no byte of its reply has been read. */
function onWire(request: ClientRequest, socket: Socket): Batch['onWire'] {
  const { bytesRead } = socket;
  return () => {
    const descriptor = request.writableFinished ? idleDescriptor(socket) : undefined;
    return descriptor !== undefined && socket.bytesRead === bytesRead ? { descriptor } : undefined;
  };
}

/** Reads a reply to its end and calls `done` once, without the reply if the connection breaks in the middle of it. */
function collect(response: IncomingMessage, done: (reply: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    if (size < MAX_REPLY_BYTES) chunks.push(chunk.subarray(0, MAX_REPLY_BYTES - size));
    size += chunk.length;
    // An OTLP receiver does not answer an export with megabytes.
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
