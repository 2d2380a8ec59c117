import { once } from 'node:events';
import { createServer } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { countSpans } from './count-spans.mjs';

/** Starts an OTLP/gRPC receiver that says yes to everything; gives its port. */
export async function startGrpcSink(count) {
  const server = createServer();
  server.on('sessionError', () => {});
  server.on('stream', (stream, headers) => {
    const chunks = [];
    stream.on('error', () => {});
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      const body = Buffer.concat(chunks);
      const isTraces = headers[':path'].includes('TraceService');
      count(signalOf(headers[':path']), isTraces ? countSpans(messageOf(body)) : 0, body.length);
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(EMPTY_MESSAGE);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

const EMPTY_MESSAGE = Buffer.alloc(5);

/** A message has a flag for compression and four bytes of length before it. */
function messageOf(body) {
  return body[0] === 1 ? gunzipSync(body.subarray(5)) : body.subarray(5);
}

function signalOf(path) {
  return path
    .replace(/^.*\.(\w+)Service\/.*$/, '$1')
    .toLowerCase()
    .replace('trace', 'traces');
}
