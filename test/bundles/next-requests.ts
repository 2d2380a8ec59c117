import http, { type IncomingHttpHeaders } from 'node:http';

import type { SentSpan } from '../agent/lifecycle/receiver';

/** Asked of the app of test/fixtures/next one after the other: a page, one that asks the stock, a route that also asks the database. */
export const PLACES = ['/', '/items/7', '/api/items/7', '/nowhere'];

/**
 * Traces of these requests, without Next.js's steps. Its spans of requests and of `fetch` are left out: http and undici have
 * theirs.
 */
export const TRACES = [
  'server GET /',
  'server GET /items/[id]',
  '  client GET',
  'server GET /api/items/[id]',
  '  client GET',
  '  client pg-pool.connect',
  '    client pg.connect',
  '  client pg.query:SELECT postgres',
  'server GET',
];

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export function get(url: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false }, async response => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const { date: _date, ...headers } = response.headers;
      resolve({ status: response.statusCode!, headers, body: Buffer.concat(chunks).toString() });
    });
    request.on('error', reject);
  });
}

/** Sends the form of a page, whose action runs on the server, as a browser without scripts does. */
export async function order(page: string): Promise<Answer> {
  const [action] = /\$ACTION_ID_[0-9a-f]+/.exec((await get(page)).body)!;
  const form = new FormData();
  form.set(action, '');
  form.set('sku', 'tea');
  const response = await fetch(page, { method: 'POST', body: form });
  const { date: _date, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}

/** Starts the server that the app asks. */
export async function startStock(): Promise<http.Server> {
  const server = http.createServer((request, response) => response.end(`some of ${request.url}`));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Leaves out Next.js's spans for each step of its work; spans below them move up. */
export function withoutInternal(spans: readonly SentSpan[]): SentSpan[] {
  const byId = new Map(spans.map(span => [span.spanId, span]));
  const parentOf = ({ parentSpanId }: SentSpan): string => {
    const parent = byId.get(parentSpanId);
    return parent?.kind === 'internal' ? parentOf(parent) : parentSpanId;
  };
  return spans
    .filter(({ kind }) => kind !== 'internal')
    .map(span => ({ ...span, parentSpanId: parentOf(span) }));
}
