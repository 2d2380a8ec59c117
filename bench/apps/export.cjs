'use strict';
/*
 * Makes spans through the API as a busy service does, and says what that cost: BENCH_SPANS spans of ten
 * attributes, five thousand a second, so that no queue overflows.
 */
const { setTimeout: delay } = require('node:timers/promises');
const { trace } = require('@opentelemetry/api');
const { finish } = require('./finish.cjs');

const spans = Number(process.env.BENCH_SPANS);
const AT_ONCE = 100;
const PAUSE_MS = 20;
/** After this every agent has sent what it has: batches leave after one second (OTEL_BSP_SCHEDULE_DELAY). */
const SENT_AFTER_MS = 2000;

async function main() {
  const tracer = trace.getTracer('bench');
  await delay(500);
  const before = process.cpuUsage();
  for (let made = 0; made < spans; made += AT_ONCE) {
    for (let index = 0; index < AT_ONCE; index++) makeSpan(tracer, made + index);
    await delay(PAUSE_MS);
  }
  await delay(SENT_AFTER_MS);
  const { user, system } = process.cpuUsage(before);
  finish({ exportCpuMs: (user + system) / 1000 });
}

function makeSpan(tracer, index) {
  const attributes = {
    'http.request.method': 'GET',
    'url.scheme': 'http',
    'url.path': `/items/${index % 1000}`,
    'http.route': '/items/:id',
    'http.response.status_code': 200,
    'server.address': 'shop.example.com',
    'server.port': 8080,
    'client.address': '10.0.0.17',
    'network.protocol.version': '1.1',
    'user_agent.original': 'bench/1.0',
  };
  tracer.startSpan('GET /items/:id', { kind: 1, attributes }).end();
}

main();
