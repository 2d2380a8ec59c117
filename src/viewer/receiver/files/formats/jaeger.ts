import { OtlpStatusCode } from '../../../../shared/otlp/fields';
import { MalformedError } from '../../wire/malformed-error';
import type { JsonMessage } from '../../wire/message-to-json';
import { isList, itemsOf, type JsonPart, membersOf, readPart } from './json-parts';
import type { FoundRequest } from './otlp-json';
import { keyValue, nanosOf, SpanGroups, statusCodeOf } from './span-groups';

interface JaegerTag {
  readonly key?: unknown;
  readonly type?: unknown;
  readonly value?: unknown;
}

interface JaegerSpan {
  readonly traceID?: unknown;
  readonly spanID?: unknown;
  readonly parentSpanID?: unknown;
  readonly operationName?: unknown;
  readonly startTime?: unknown;
  readonly duration?: unknown;
  readonly processID?: unknown;
  readonly process?: JaegerProcess;
  readonly flags?: unknown;
  readonly tags?: readonly JaegerTag[];
  readonly logs?: readonly { readonly timestamp?: unknown; readonly fields?: readonly JaegerTag[] }[];
  readonly references?: readonly {
    readonly refType?: unknown;
    readonly traceID?: unknown;
    readonly spanID?: unknown;
  }[];
}

interface JaegerProcess {
  readonly serviceName?: unknown;
  readonly tags?: readonly JaegerTag[];
}

type JaegerProcesses = { readonly [id: string]: JaegerProcess };

const KINDS: { readonly [kind: string]: number } = {
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
};

/** Tags that OTLP has fields for (opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger). */
const FIELD_TAGS = new Set([
  'span.kind',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.scope.version',
  'otel.library.name',
  'otel.library.version',
  'w3c.tracestate',
  'internal.span.format',
]);

/** Spans that go into one request. */
const BATCH = 1000;

/**
 * The traces in a value of Jaeger's as OTLP, the reverse of how OpenTelemetry writes to Jaeger: an answer of its query
 * API (`data`), one trace of it, or a list of those. Undefined when it is none of these. Throws MalformedError.
 */
export function jaegerRequests(part: JsonPart): Iterable<FoundRequest> | undefined {
  const members = membersOf(part);
  const list = members.get('data') ?? part;
  if (isTrace(members)) return requestsOf([part]);
  if (!isList(list)) return undefined;
  const [first] = itemsOf(list);
  const isEmptyAnswer = first === undefined && members.has('data');
  return isEmptyAnswer || (first !== undefined && isTrace(membersOf(first)))
    ? requestsOf(itemsOf(list))
    : undefined;
}

function isTrace(members: ReadonlyMap<string, JsonPart>): boolean {
  const spans = members.get('spans');
  return spans !== undefined && isList(spans);
}

function* requestsOf(traces: Iterable<JsonPart>): Generator<FoundRequest> {
  const gathered = new SpanGroups();
  for (const trace of traces) {
    const members = membersOf(trace);
    const processes = members.get('processes');
    const known = (processes === undefined ? {} : readPart(processes)) as JaegerProcesses;
    for (const span of members.has('spans') ? itemsOf(members.get('spans')!) : []) {
      addSpan(gathered, readPart(span) as JaegerSpan, known);
      if (gathered.size >= BATCH) yield gathered.takeRequest();
    }
  }
  yield gathered.takeRequest();
}

function addSpan(groups: SpanGroups, span: JaegerSpan, processes: JaegerProcesses): void {
  if (typeof span !== 'object' || span === null)
    throw new MalformedError('a span of Jaeger must be an object');
  const tags = new Map((span.tags ?? []).map(tag => [String(tag.key), tag]));
  const process = span.process ?? processes[String(span.processID)] ?? {};
  const name = text(tags, 'otel.scope.name') ?? text(tags, 'otel.library.name') ?? '';
  const version = text(tags, 'otel.scope.version') ?? text(tags, 'otel.library.version') ?? '';
  const resource = [
    keyValue('service.name', String(process.serviceName ?? '')),
    ...(process.tags ?? []).map(attributeOf),
  ];
  groups.add(resource, { name, version }, spanOf(span, tags));
}

function spanOf(span: JaegerSpan, tags: ReadonlyMap<string, JaegerTag>): JsonMessage {
  const traceId = idOf(span.traceID, 32);
  const start = nanosOf(span.startTime);
  const { parent, links } = referencesOf(span, traceId);
  return {
    traceId,
    spanId: idOf(span.spanID, 16),
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name: String(span.operationName ?? ''),
    kind: KINDS[text(tags, 'span.kind') ?? ''] ?? 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + nanosOf(span.duration)),
    traceState: text(tags, 'w3c.tracestate') ?? '',
    attributes: [...tags.values()].filter(tag => !isField(String(tag.key), tags)).map(attributeOf),
    events: (span.logs ?? []).map(log => eventOf(log.timestamp, log.fields ?? [])),
    links,
    status: { code: statusOf(tags), message: text(tags, 'otel.status_description') ?? '' },
  };
}

/** `error` is written beside the status that says the same. */
function isField(key: string, tags: ReadonlyMap<string, JaegerTag>): boolean {
  return FIELD_TAGS.has(key) || (key === 'error' && tags.has('otel.status_code'));
}

function referencesOf(
  span: JaegerSpan,
  traceId: string,
): { parent: string | undefined; links: JsonMessage[] } {
  const references = (span.references ?? []).map(reference => ({
    type: reference.refType,
    traceId: idOf(reference.traceID, 32),
    spanId: idOf(reference.spanID, 16),
  }));
  const own = references.filter(reference => reference.traceId === traceId);
  const parent = own.find(reference => reference.type === 'CHILD_OF') ?? own[0];
  const links = references
    .filter(each => each !== parent)
    .map(each => ({ traceId: each.traceId, spanId: each.spanId }));
  const old = span.parentSpanID === undefined ? undefined : idOf(span.parentSpanID, 16);
  return { parent: parent?.spanId ?? old, links };
}

function eventOf(timestamp: unknown, fields: readonly JaegerTag[]): JsonMessage {
  const name = fields.find(field => field.key === 'event');
  return {
    timeUnixNano: String(nanosOf(timestamp)),
    name: String(name?.value ?? 'log'),
    attributes: fields.filter(field => field !== name).map(attributeOf),
  };
}

function statusOf(tags: ReadonlyMap<string, JaegerTag>): number {
  const code = tags.get('otel.status_code')?.value;
  if (code !== undefined) return statusCodeOf(code);
  const error = tags.get('error')?.value;
  return error === true || error === 'true' ? OtlpStatusCode.error : OtlpStatusCode.unset;
}

function attributeOf({ key, type, value }: JaegerTag): JsonMessage {
  const isNumber = (type === 'int64' || type === 'float64') && typeof value === 'string';
  return keyValue(String(key ?? ''), isNumber ? numberFrom(value) : value);
}

/** Loses no digit of a whole number. */
function numberFrom(value: string): number | bigint {
  return /^-?\d+$/.test(value) ? BigInt(value) : Number(value);
}

function text(tags: ReadonlyMap<string, JaegerTag>, key: string): string | undefined {
  const value = tags.get(key)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Jaeger leaves out leading zeros. */
function idOf(id: unknown, length: number): string {
  return String(id ?? '').padStart(length, '0');
}
