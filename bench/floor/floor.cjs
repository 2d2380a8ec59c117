'use strict';
const { AsyncLocalStorage } = require('node:async_hooks');
const { randomFillSync } = require('node:crypto');
const http = require('node:http');
const { createExport } = require('./export.cjs');
const { encodeSpan } = require('./encode-span.cjs');

/*
 * The floor: the least that an agent can do and still be of use. One server span for each request with the attributes
 * of the semantic conventions, the context that a child span would need, and export over OTLP/HTTP. Nothing else.
 */
const context = new AsyncLocalStorage();
const exporter = createExport(new URL('/v1/traces', process.env.OTEL_EXPORTER_OTLP_ENDPOINT));
const emit = http.Server.prototype.emit;

http.Server.prototype.emit = function (...rest) {
  const [event, request, response] = rest;
  if (event !== 'request') return emit.apply(this, rest);
  const span = startSpan(request);
  response.on('close', () => exporter.add(encodeSpan(span, request, response, nowNs())));
  return context.run(span, emitRequest, this, request, response);
};

function emitRequest(server, request, response) {
  return emit.call(server, 'request', request, response);
}

function startSpan(request) {
  const parent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-/.exec(request.headers.traceparent ?? '');
  return {
    traceId: parent === null ? randomBytes(16) : Buffer.from(parent[1], 'hex'),
    parentSpanId: parent === null ? undefined : Buffer.from(parent[2], 'hex'),
    spanId: randomBytes(8),
    startNs: nowNs(),
  };
}

function nowNs() {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
}

const pool = Buffer.allocUnsafe(8192);
let used = pool.length;

function randomBytes(size) {
  if (used + size > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += size;
  return Buffer.from(pool.subarray(used - size, used));
}
