import type { OutgoingHttpHeaders } from 'node:http2';

/** Answer of a receiver to a request that came whole. */
export interface Answer {
  readonly http: { readonly status: number; readonly headers?: OutgoingHttpHeaders; readonly body?: Buffer };
  readonly grpc: { readonly status: number; readonly headers?: OutgoingHttpHeaders; readonly body?: Buffer };
}

/** A receiver's behaviour, and the agent's reason for spans that it does not take. */
export interface Reply {
  readonly name: string;
  /** Number of a request's spans that it takes. */
  readonly takes: 'all' | 'all but one' | 'none';
  /** Reason that stderr gives for the others. */
  readonly reason?: RegExp;
  /** Answer of the receiver; undefined if none comes. */
  readonly answer?: Answer;
  /** Refused connections, a plain server behind https, a certificate that is not trusted, silence, a connection cut after the request. */
  readonly instead?: 'refuse' | 'plain' | 'untrusted' | 'hang' | 'cut';
}

const EMPTY = Buffer.alloc(0);
/** PartialSuccess: one item rejected, and why. */
const PARTIAL = Buffer.from([0x0a, 0x0b, 0x08, 0x01, 0x12, 0x07, ...Buffer.from('too old')]);
const HTML = Buffer.from('<!doctype html><title>Sign in</title><p>Welcome');
/** google.rpc.Status with google.rpc.RetryInfo: one second. */
export const RETRY_INFO = retryInfo(1);

const ok = (body: Buffer): Answer => ({ http: { status: 200, body }, grpc: { status: 0, body } });
const refused = (
  http: number,
  grpc: number,
  more: { http?: OutgoingHttpHeaders; grpc?: OutgoingHttpHeaders } = {},
) => ({
  http: { status: http, headers: more.http ?? {}, body: EMPTY },
  grpc: { status: grpc, headers: { 'grpc-message': 'not today', ...more.grpc } },
});

export const REPLIES: readonly Reply[] = [
  { name: 'accepted', takes: 'all', answer: ok(EMPTY) },
  { name: 'partial success', takes: 'all but one', reason: /too old/, answer: ok(PARTIAL) },
  { name: '404 / UNIMPLEMENTED', takes: 'none', reason: /404|UNIMPLEMENTED/, answer: refused(404, 12) },
  { name: '401 / UNAUTHENTICATED', takes: 'none', reason: /401|UNAUTHENTICATED/, answer: refused(401, 16) },
  {
    name: '403 / PERMISSION_DENIED',
    takes: 'none',
    reason: /403|PERMISSION_DENIED/,
    answer: refused(403, 7),
  },
  {
    name: '429 / RESOURCE_EXHAUSTED',
    takes: 'none',
    reason: /429|RESOURCE_EXHAUSTED/,
    answer: refused(429, 8),
  },
  {
    name: '429 / RESOURCE_EXHAUSTED, later',
    takes: 'none',
    reason: /429|RESOURCE_EXHAUSTED/,
    answer: refused(429, 8, {
      http: { 'retry-after': '1' },
      grpc: { 'grpc-status-details-bin': RETRY_INFO },
    }),
  },
  { name: '503 / UNAVAILABLE', takes: 'none', reason: /503|UNAVAILABLE/, answer: refused(503, 14) },
  {
    name: '200 with HTML',
    takes: 'none',
    reason: /text\/html/,
    answer: {
      http: { status: 200, headers: { 'content-type': 'text/html' }, body: HTML },
      grpc: { status: -1, headers: { 'content-type': 'text/html' }, body: HTML },
    },
  },
  { name: 'TLS, plain receiver', takes: 'none', reason: /does not speak TLS/, instead: 'plain' },
  { name: 'TLS, untrusted', takes: 'none', reason: /certificate is not trusted/, instead: 'untrusted' },
  { name: 'hanging', takes: 'none', reason: /no answer/, instead: 'hang' },
  { name: 'closed', takes: 'none', reason: /connect/, instead: 'refuse' },
  {
    name: 'cut after the request',
    takes: 'all',
    reason: /clos|reset|ECONNRESET|EPIPE|hang up/i,
    instead: 'cut',
  },
];

function retryInfo(seconds: number): string {
  const type = Buffer.from('type.googleapis.com/google.rpc.RetryInfo');
  const info = [0x0a, 0x02, 0x08, seconds];
  const any = [0x0a, type.length, ...type, 0x12, info.length, ...info];
  return Buffer.from([0x08, 8, 0x1a, any.length, ...any]).toString('base64');
}
