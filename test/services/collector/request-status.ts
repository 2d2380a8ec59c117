import http2 from 'node:http2';
import https from 'node:https';

/** The gRPC status of an export request with nothing in it: five zero bytes are an empty message in gRPC's framing. */
export function grpcStatus(
  url: string,
  service: string,
  security: http2.SecureClientSessionOptions = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(url, security);
    session.on('error', reject);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/opentelemetry.proto.collector.${service}/Export`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const note = (headers: http2.IncomingHttpHeaders) => {
      if (headers['grpc-status'] === undefined) return;
      session.close();
      resolve(Number(headers['grpc-status']));
    };
    stream.on('error', reject);
    stream.on('response', note);
    stream.on('trailers', note);
    stream.resume();
    stream.end(Buffer.alloc(5));
  });
}

/** The HTTP status of an OTLP/JSON request with nothing in it. */
export function httpsStatus(url: string, security: https.RequestOptions): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = https.request(url, { method: 'POST', headers, agent: false, ...security }, response => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end('{}');
  });
}
