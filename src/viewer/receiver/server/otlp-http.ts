import type { IncomingMessage, ServerResponse } from 'node:http';
import { ContentType, ServicePath } from '../../../shared/otlp/fields';
import type { Signal } from '../check-request';
import type { Inbox } from '../inbox';
import { jsonToMessage } from '../wire/json-to-message';
import { MalformedError } from '../wire/malformed-error';
import { ExportRequest } from '../wire/schema/export-request';
import { inflate } from './body/inflate';
import { type BodyLimits, withBody } from './body/read-body';
import { RETRY_AFTER_S, Refusal } from './refusal';
import { encodeResponse, encodeStatus, jsonResponse, jsonStatus } from './replies';

/** Time to go on reading from a sender that was refused in the middle of its body, so that it sees the answer. */
export const DRAIN_MS = 2000;

const SIGNALS = new Map(
  Object.entries(ServicePath).map(([signal, path]) => [path.http as string, signal as Signal] as const),
);

/** The signal that a path of OTLP/HTTP is for. */
export function signalOfPath(path: string): Signal | undefined {
  return SIGNALS.get(path);
}

/** Answers one OTLP/HTTP export (OTLP specification, "OTLP/HTTP"): protobuf or JSON, the answer in the same encoding. */
export async function answerExport(
  request: IncomingMessage,
  response: ServerResponse,
  signal: Signal,
  inbox: Inbox,
  limits: BodyLimits,
): Promise<void> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const asJson = type !== ContentType.protobuf;
  try {
    if (request.method !== 'POST') return refuseMethod(response);
    if (type !== ContentType.protobuf && type !== ContentType.json) {
      throw new Refusal('unsupported', `content-type must be ${ContentType.protobuf} or ${ContentType.json}`);
    }
    const taken = await withBody(request, limits, body => {
      const plain = inflate(body, request.headers['content-encoding'], limits.maxBodyBytes);
      return inbox.take(signal, asJson ? jsonToMessage(plain, ExportRequest[signal]) : plain);
    });
    send(response, 200, asJson ? jsonResponse(signal, taken) : encodeResponse(taken));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.kind === 'busy') response.setHeader('retry-after', String(RETRY_AFTER_S));
    if (!request.complete) drain(request, response);
    send(response, refusal.httpStatus, asJson ? jsonStatus(refusal) : encodeStatus(refusal));
  }
}

/** Turns any error into a Refusal: an error that is not the sender's fault becomes "internal", without details. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof MalformedError) return new Refusal('malformed', error.message);
  return new Refusal('internal', 'the receiver failed on this request');
}

function refuseMethod(response: ServerResponse): void {
  response.setHeader('allow', 'POST');
  send(response, 405, { code: 12, message: 'use POST' });
}

/** Reads and forgets the rest of a request for a while: a socket closed at once would lose the answer. */
function drain(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('connection', 'close');
  request.resume();
  setTimeout(() => request.socket.destroy(), DRAIN_MS).unref();
}

function send(response: ServerResponse, status: number, body: object): void {
  const isProtobuf = body instanceof Uint8Array;
  const bytes = isProtobuf ? body : Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': isProtobuf ? ContentType.protobuf : ContentType.json,
    'content-length': bytes.length,
  });
  response.end(bytes);
}
