import type { IncomingMessage } from 'node:http';
import { ContentType } from '../../shared/otlp/fields';
import { detached } from '../export/detached';
import { openRequest, whyRefused, whyUnreached } from './open-request';
import {
  ANSWER_TIMEOUT_MS,
  backoffMs,
  type Line,
  MAX_MESSAGE_BYTES,
  retryAfterMs,
  type Server,
  type Talk,
} from './server';

/** Answer of a server, or the reason why there is none. */
type Answer = { readonly body: Buffer } | { readonly failure: string; readonly afterMs?: number };

/** Shortest time between two requests. */
const MIN_WAIT_MS = 250;

/** OpAMP over HTTP: asks the server at intervals, and at once when there is something to tell. */
export function poll(server: Server, talk: Talk): Line {
  let failures = 0;
  let isFirst = true;
  let isAsking = false;
  let timer: NodeJS.Timeout | undefined;
  let abort = () => {};

  function wait(ms: number): void {
    clearTimeout(timer);
    timer = detached(() => setTimeout(ask, Math.max(ms, MIN_WAIT_MS)).unref());
  }

  async function ask(): Promise<void> {
    if (talk.isOver()) return;
    isAsking = true;
    const { bytes, arrived } = talk.next(isFirst);
    const answer = await postMessage(server, bytes, end => {
      abort = end;
    });
    isAsking = false;
    if (talk.isOver()) return;
    if ('failure' in answer) {
      failures++;
      talk.failed(answer.failure);
      wait(Math.max(backoffMs(failures, answer.afterMs), failures > 5 ? server.intervalMs : 0));
      return;
    }
    failures = 0;
    isFirst = false;
    arrived();
    talk.reached();
    const leaveAloneMs = talk.received(answer.body);
    if (leaveAloneMs !== undefined) wait(backoffMs(1, leaveAloneMs));
    else wait(talk.hasNews() ? 0 : server.intervalMs);
  }

  wait(0);
  return {
    hurry() {
      if (!isAsking && failures === 0) wait(0);
    },
    close() {
      clearTimeout(timer);
      abort();
    },
  };
}

/** Posts a message. Never rejects. */
export function postMessage(
  server: Server,
  body: Buffer,
  onAbort: (abort: () => void) => void = () => {},
): Promise<Answer> {
  return new Promise(resolve => {
    const request = openRequest(server, 'POST', {
      'content-type': ContentType.protobuf,
      'content-length': body.length,
    });
    const timer = setTimeout(
      () => request.destroy(new Error(`no answer within ${ANSWER_TIMEOUT_MS} ms`)),
      ANSWER_TIMEOUT_MS,
    ).unref();
    const settle = (answer: Answer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    onAbort(() => request.destroy());
    request.on('error', error => settle({ failure: whyUnreached(error, server) }));
    request.on('close', () => settle({ failure: 'the connection was closed' }));
    request.on('response', response => collect(response, server, settle));
    request.end(body);
  });
}

function collect(response: IncomingMessage, server: Server, settle: (answer: Answer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_MESSAGE_BYTES) chunks.push(chunk);
    else response.destroy();
  });
  response.on('error', () => {});
  response.on('close', () => {
    const { statusCode = 0, headers } = response;
    const afterMs = retryAfterMs(headers['retry-after']);
    if (size > MAX_MESSAGE_BYTES)
      settle({ failure: `its answer has more than ${MAX_MESSAGE_BYTES} bytes`, afterMs: Infinity });
    else if (!response.complete) settle({ failure: 'the connection broke in the middle of the answer' });
    else if (statusCode === 200) settle({ body: Buffer.concat(chunks) });
    else settle({ failure: whyRefused(statusCode, server), ...(afterMs !== undefined && { afterMs }) });
  });
}
