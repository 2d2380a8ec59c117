import type { Receiver } from '../../../src/viewer/receiver/receiver';

/** A span of a crafted trace, nearly as OTLP JSON has it. Times in milliseconds from START_MS. */
export interface CraftedSpan {
  readonly id: number;
  readonly parent?: number;
  readonly trace?: number;
  readonly service?: string;
  readonly name: string;
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly from: number;
  readonly to: number;
  readonly error?: string;
  readonly attributes?: Attributes;
  readonly events?: readonly {
    readonly name: string;
    readonly at: number;
    readonly attributes: Attributes;
  }[];
  readonly links?: readonly { readonly trace: number; readonly id: number }[];
}

type Attributes = { readonly [key: string]: string | number | boolean };

export const START_MS = Date.UTC(2026, 0, 1, 12);
const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

export const traceIdOf = (trace: number) => trace.toString(16).padStart(32, '0');
export const spanIdOf = (id: number) => id.toString(16).padStart(16, '0');

/** Sends spans as OTLP/HTTP JSON, as any exporter could. */
export async function sendSpans(receiver: Receiver, spans: readonly CraftedSpan[]): Promise<void> {
  const services = [...new Set(spans.map(({ service = 'web' }) => service))];
  await post(receiver, 'traces', {
    resourceSpans: services.map(service => ({
      resource: { attributes: attributesOf({ 'service.name': service }) },
      scopeSpans: [
        {
          scope: { name: 'crafted' },
          spans: spans.filter(each => (each.service ?? 'web') === service).map(otlpSpan),
        },
      ],
    })),
  });
}

/** Sends one log record that belongs to a span. */
export async function sendLog(
  receiver: Receiver,
  log: {
    readonly trace: number;
    readonly id: number;
    readonly at: number;
    readonly text: string;
    readonly attributes?: Attributes;
  },
): Promise<void> {
  await post(receiver, 'logs', {
    resourceLogs: [
      {
        resource: { attributes: attributesOf({ 'service.name': 'web' }) },
        scopeLogs: [
          {
            scope: { name: 'crafted' },
            logRecords: [
              {
                timeUnixNano: nanos(log.at),
                severityNumber: 13,
                severityText: 'WARN',
                body: { stringValue: log.text },
                attributes: attributesOf(log.attributes ?? {}),
                traceId: traceIdOf(log.trace),
                spanId: spanIdOf(log.id),
              },
            ],
          },
        ],
      },
    ],
  });
}

async function post({ url }: Receiver, signal: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/${signal}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

function otlpSpan(span: CraftedSpan): object {
  const { id, parent, trace = 1, name, kind = 'internal', from, to, error } = span;
  return {
    traceId: traceIdOf(trace),
    spanId: spanIdOf(id),
    ...(parent === undefined ? {} : { parentSpanId: spanIdOf(parent) }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nanos(from),
    endTimeUnixNano: nanos(to),
    attributes: attributesOf(span.attributes ?? {}),
    events: (span.events ?? []).map(event => ({
      name: event.name,
      timeUnixNano: nanos(event.at),
      attributes: attributesOf(event.attributes),
    })),
    links: (span.links ?? []).map(link => ({ traceId: traceIdOf(link.trace), spanId: spanIdOf(link.id) })),
    status: error === undefined ? {} : { code: 2, message: error },
  };
}

function attributesOf(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { intValue: String(value) };
}

function nanos(ms: number): string {
  return String(BigInt(Math.round((START_MS + ms) * 1000)) * 1000n);
}
