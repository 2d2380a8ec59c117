import { OtlpStatusCode } from '../../../../shared/otlp/fields';
import { jsonToMessage } from '../../wire/json-to-message';
import type { JsonMessage, JsonValue } from '../../wire/message-to-json';
import { ExportRequest } from '../../wire/schema/export-request';
import type { FoundRequest } from './otlp-json';

/** Gathers the spans of another format by sender and scope, until there are enough for a request. */
export class SpanGroups {
  size = 0;
  readonly #groups = new Map<string, SpanGroup>();

  add(resource: JsonMessage[], scope: JsonMessage, span: JsonMessage): void {
    const key = JSON.stringify([resource, scope]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { resource, scope, spans: [] };
      this.#groups.set(key, group);
    }
    group.spans.push(span);
    this.size++;
  }

  /** The request that would have brought the spans, which begins anew with the next. Throws MalformedError. */
  takeRequest(): FoundRequest {
    const resourceSpans = [...this.#groups.values()].map(({ resource, scope, spans }) => ({
      resource: { attributes: resource },
      scopeSpans: [{ scope, spans }],
    }));
    this.#groups.clear();
    this.size = 0;
    const json = Buffer.from(JSON.stringify({ resourceSpans }));
    return { signal: 'traces', request: jsonToMessage(json, ExportRequest.traces) };
  }
}

interface SpanGroup {
  readonly resource: JsonMessage[];
  readonly scope: JsonMessage;
  readonly spans: JsonMessage[];
}

/** A status as it is written in tags: `ERROR`, `Error`, `STATUS_CODE_ERROR`, or its number. */
export function statusCodeOf(code: unknown): number {
  const name = String(code)
    .toLowerCase()
    .replace(/^status_code_/, '');
  const byName = OtlpStatusCode[name as keyof typeof OtlpStatusCode];
  return byName ?? (/^[012]$/.test(name) ? Number(name) : OtlpStatusCode.unset);
}

/** An attribute from a plain value; other values than strings, numbers and booleans become JSON. */
export function keyValue(key: string, value: unknown): JsonMessage {
  return { key, value: anyValue(value) };
}

/** Microseconds, as Jaeger and Zipkin write them, in OTLP's nanoseconds. Anything else is 0. */
export function nanosOf(micros: unknown): bigint {
  const number = Number(micros);
  if (!Number.isFinite(number) || number < 0 || number > 9e15) return 0n;
  return BigInt(Math.round(number)) * 1000n;
}

function anyValue(value: unknown): JsonValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: String(value) };
  }
  return { stringValue: JSON.stringify(value, withLongNumbers) ?? '' };
}

/** A bigint has no JSON of its own. */
function withLongNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
