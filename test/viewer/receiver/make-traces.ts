import { createStores, type Stores } from '../../../src/viewer/receiver/stores';
import { jsonToMessage } from '../../../src/viewer/receiver/wire/json-to-message';
import { ExportRequest } from '../../../src/viewer/receiver/wire/schema/export-request';
import type { Message } from '../../../src/viewer/receiver/wire/schema/message';

/** A span for a test: times in milliseconds from 2026-01-01, everything else optional. */
export interface SpanSketch {
  readonly id: string;
  readonly parent?: string;
  readonly trace?: string;
  readonly service?: string;
  readonly host?: string;
  readonly name?: string;
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly error?: string;
  readonly from: number;
  readonly to: number;
  readonly attributes?: { readonly [key: string]: string | number | boolean };
  readonly exception?: { readonly type: string; readonly message: string };
}

export const START_MS = Date.UTC(2026, 0, 1);
const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

/** The sketches as OTLP JSON, a resource for each. */
export function otlpJson(sketches: readonly SpanSketch[]): object {
  return { resourceSpans: sketches.map(resourceSpans) };
}

/** The sketches as an ExportTraceServiceRequest. */
export function traceRequest(sketches: readonly SpanSketch[]): Uint8Array {
  return messageFrom(otlpJson(sketches), ExportRequest.traces);
}

/** A message from OTLP JSON that was not written down yet. */
export function messageFrom(json: unknown, message: Message): Uint8Array {
  return jsonToMessage(Buffer.from(JSON.stringify(json)), message);
}

/** Stores that hold the sketches. */
export function storesWith(...sketches: readonly SpanSketch[]): Stores {
  const stores = createStores(64 * 2 ** 20);
  stores.inbox.take('traces', traceRequest(sketches));
  return stores;
}

/** Ids are given short: `a1` is a1 with zeros before it. */
export const traceIdOf = (short: string) => short.padStart(32, '0');
export const spanIdOf = (short: string) => short.padStart(16, '0');

function resourceSpans(sketch: SpanSketch): object {
  const resource = {
    'service.name': sketch.service ?? 'shop',
    ...(sketch.host ? { 'host.name': sketch.host } : {}),
  };
  return {
    resource: { attributes: attributesOf(resource) },
    scopeSpans: [{ scope: { name: 'test' }, spans: [spanOf(sketch)] }],
  };
}

function spanOf({
  id,
  parent,
  trace = 'abc',
  name = id,
  kind = 'internal',
  error,
  from,
  to,
  attributes = {},
  exception,
}: SpanSketch): object {
  return {
    traceId: traceIdOf(trace),
    spanId: spanIdOf(id),
    ...(parent === undefined ? {} : { parentSpanId: spanIdOf(parent) }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nanos(from),
    endTimeUnixNano: nanos(to),
    attributes: attributesOf(attributes),
    events: exception === undefined ? [] : [exceptionEvent(to, exception)],
    status: error === undefined ? {} : { code: 2, message: error },
  };
}

function exceptionEvent(at: number, { type, message }: { type: string; message: string }): object {
  const attributes = attributesOf({ 'exception.type': type, 'exception.message': message });
  return { name: 'exception', timeUnixNano: nanos(at), attributes };
}

function attributesOf(values: { readonly [key: string]: string | number | boolean }): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function nanos(ms: number): string {
  return String(BigInt(Math.round((START_MS + ms) * 1000)) * 1000n);
}
