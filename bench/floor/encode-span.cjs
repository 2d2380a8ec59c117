'use strict';

/** A finished server span as one entry of `ScopeSpans.spans`; the bytes are valid until the next call. */
exports.encodeSpan = (span, request, response, endNs) => {
  length = 0;
  bytesField(1, span.traceId);
  bytesField(2, span.spanId);
  if (span.parentSpanId !== undefined) bytesField(4, span.parentSpanId);
  const route = request.route?.path;
  textField(5, route === undefined ? request.method : `${request.method} ${route}`);
  numberField(6, SERVER);
  timeField(7, span.startNs);
  timeField(8, endNs);
  const url = request.originalUrl ?? request.url;
  const query = url.indexOf('?');
  const [host, port] = (request.headers.host ?? '').split(':');
  textAttribute('http.request.method', request.method);
  textAttribute('url.scheme', 'http');
  textAttribute('url.path', query === -1 ? url : url.slice(0, query));
  if (query !== -1) textAttribute('url.query', url.slice(query + 1));
  textAttribute('server.address', host);
  intAttribute('server.port', Number(port) || 80);
  textAttribute('client.address', request.socket.remoteAddress ?? '');
  textAttribute('network.peer.address', request.socket.remoteAddress ?? '');
  intAttribute('network.peer.port', request.socket.remotePort ?? 0);
  textAttribute('network.protocol.version', request.httpVersion);
  if (request.headers['user-agent']) textAttribute('user_agent.original', request.headers['user-agent']);
  if (route !== undefined) textAttribute('http.route', route);
  intAttribute('http.response.status_code', response.statusCode);
  return target.subarray(0, length);
};

const SERVER = 2;
const target = Buffer.allocUnsafe(64 * 1024);
let length = 0;

function textAttribute(key, value) {
  attribute(key, 2 + sizeOf(Buffer.byteLength(value)) - 1 + Buffer.byteLength(value), () =>
    textField(1, value),
  );
}

function intAttribute(key, value) {
  attribute(key, 1 + sizeOf(value), () => numberField(3, value));
}

/** Span.attributes (9) > KeyValue { key (1), value (2) }. */
function attribute(key, valueSize, writeValue) {
  head(9, 2);
  varint(1 + sizeOf(key.length) + key.length + 1 + sizeOf(valueSize) + valueSize);
  textField(1, key);
  head(2, 2);
  varint(valueSize);
  writeValue();
}

function textField(field, text) {
  head(field, 2);
  varint(Buffer.byteLength(text));
  length += target.write(text, length);
}

function bytesField(field, bytes) {
  head(field, 2);
  varint(bytes.length);
  target.set(bytes, length);
  length += bytes.length;
}

function numberField(field, value) {
  head(field, 0);
  varint(value);
}

function timeField(field, ns) {
  head(field, 1);
  target.writeBigUInt64LE(ns, length);
  length += 8;
}

function head(field, wireType) {
  target[length++] = (field << 3) | wireType;
}

function varint(value) {
  let left = value;
  while (left > 127) {
    target[length++] = (left & 127) | 128;
    left = Math.floor(left / 128);
  }
  target[length++] = left;
}

function sizeOf(value) {
  let size = 1;
  for (let left = value; left > 127; left = Math.floor(left / 128)) size += 1;
  return size;
}
