import { writeFileSync } from 'node:fs';
import { otlpJson, type SpanSketch, START_MS } from '../../viewer/receiver/make-traces';

/** Checkouts, of which three wait for the payment gateway and two fail on a missing table. */
const CHECKOUTS = 30;
const SLOW = [7, 17, 27];
const FAILING = [5, 25];

/** Trace id of a slow checkout, and of a failed one. */
export const SLOW_TRACE = '1007';
export const FAILED_TRACE = '1025';

function checkout(n: number): SpanSketch[] {
  const from = n * 1000;
  const gatewayMs = SLOW.includes(n) ? 900 : 10;
  const failed = FAILING.includes(n) ? { error: 'no table stock' } : {};
  const exception = { exception: { type: 'DatabaseError', message: 'no table stock' } };
  const common = { trace: `${1000 + n}` };
  return [
    {
      ...common,
      ...failed,
      id: 'a',
      service: 'storefront',
      name: 'POST /checkout',
      kind: 'server',
      from,
      to: from + gatewayMs + 30,
    },
    {
      ...common,
      id: 'b',
      parent: 'a',
      service: 'storefront',
      name: 'POST',
      kind: 'client',
      from: from + 5,
      to: from + gatewayMs + 20,
    },
    {
      ...common,
      id: 'c',
      parent: 'b',
      service: 'payment',
      name: 'POST /charges',
      kind: 'server',
      from: from + 6,
      to: from + gatewayMs + 18,
    },
    {
      ...common,
      ...{
        id: 'd',
        parent: 'c',
        service: 'payment',
        name: 'POST',
        kind: 'client',
        from: from + 7,
        to: from + gatewayMs + 7,
      },
      attributes: { 'server.address': 'payment-gateway' },
    },
    {
      ...common,
      ...failed,
      ...(FAILING.includes(n) ? exception : {}),
      ...{
        id: 'e',
        parent: 'a',
        service: 'storefront',
        name: 'SELECT stock',
        kind: 'client',
        from: from + 1,
        to: from + 4,
      },
      attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT * FROM stock' },
    },
  ];
}

const LOGS = {
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'payment' } }] },
      scopeLogs: [
        {
          scope: { name: 'pino' },
          logRecords: [
            log(7, 13, 'the gateway is slow', SLOW_TRACE),
            log(8, 9, 'charged\u001b[31m\nnot a second line', '1008'),
          ],
        },
      ],
    },
  ],
};

function log(at: number, severityNumber: number, text: string, trace: string): object {
  return {
    timeUnixNano: `${START_MS + at * 1000}000000`,
    severityNumber,
    body: { stringValue: text },
    attributes: [{ key: 'order.id', value: { intValue: `${at}` } }],
    traceId: trace.padStart(32, '0'),
    spanId: 'c'.padStart(16, '0'),
  };
}

/** Telemetry of the shop as OTLP JSON lines. */
export function shopLines(): string[] {
  const spans = Array.from({ length: CHECKOUTS }, (_, n) => checkout(n)).flat();
  return [JSON.stringify(otlpJson(spans)), JSON.stringify(LOGS)];
}

export function writeShop(file: string): void {
  writeFileSync(file, `${shopLines().join('\n')}\n`);
}
