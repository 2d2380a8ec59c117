import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { countSpans } from './count-spans.mjs';
import { listening } from './listening.mjs';

/**
 * Starts one HTTP server that plays every receiver: OTLP (`/v1/…`), Datadog's agent (`/v0.4/traces`, `/info`), Elastic's
 * intake, Sentry's envelope endpoint; `/item`, the service of the fan-out scenario; and DynamoDB. Gives its port.
 */
export function startHttpSink(count) {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const chunks = [];
    request.on('error', () => {});
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const { pathname } = new URL(request.url, 'http://sink');
      if (pathname === '/item') return reply(response, ITEM);
      if ('x-amz-target' in request.headers) return reply(response, DYNAMODB_ITEM);
      const body = Buffer.concat(chunks);
      const signal = pathname.startsWith('/v1/') ? pathname.slice(4) : pathname;
      count(
        signal,
        signal === 'traces' ? countSpans(plain(request, body)) : countElsewhere(pathname, body),
        body.length,
      );
      reply(response, ANSWERS[pathname] ?? '{}', pathname === '/v1/traces' ? '' : undefined);
    });
  });
  return listening(server);
}

function reply(response, text, body = text) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

const ITEM = JSON.stringify({ id: 1, name: 'item', price: 9.99 });
const DYNAMODB_ITEM = JSON.stringify({ Item: { id: { S: '7' }, name: { S: 'seventh' } } });

const ANSWERS = {
  // These clients send on only after such a reply.
  '/info': JSON.stringify({
    version: '7.99.0',
    endpoints: ['/v0.4/traces', '/v0.5/traces'],
    client_drop_p0s: false,
  }),
  '/v0.4/traces': JSON.stringify({ rate_by_service: { 'service:,env:': 1 } }),
  '/v0.5/traces': JSON.stringify({ rate_by_service: { 'service:,env:': 1 } }),
  '/': JSON.stringify({ version: '8.15.0', build_date: '2024-01-01T00:00:00Z', build_sha: '0' }),
};

function plain(request, body) {
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** Other protocols are not decoded; their traces' bytes show that they were sent. */
function countElsewhere() {
  return 0;
}
