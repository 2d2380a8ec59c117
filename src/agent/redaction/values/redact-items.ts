import { type Attributes, type Baggage, type Context, propagation } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { RedactionRules } from '../../../shared/rules/redaction-rules';
import type { SpanItem } from '../../export/span-item';
import { redactOtlpJson } from './redact-otlp-json';
import { DROPPED, Redactor } from './redactor';

/** Makes the redaction of every kind of item. */
export function createRedaction(rules: RedactionRules, hashKey: string | undefined) {
  const redactor = new Redactor(rules, hashKey);
  return {
    /** Changes a finished span. */
    span: (span: SpanItem) => redactSpan(redactor, span),
    /** Changes a log record. */
    logRecord: (record: ReadableLogRecord) => redactLogRecord(redactor, record),
    /** Returns the attributes, or a redacted copy. */
    attributes: <Given extends object>(given: Given) => redactedAttributes(redactor, given),
    /** Returns a redacted copy: the attributes are the keys of the sums that go on. */
    metrics: (metrics: ResourceMetrics) => redactMetrics(redactor, metrics),
    /** Returns the context with redacted baggage. */
    baggage: (context: Context) => redactBaggage(redactor, context),
    /** Redacts a line of OTLP JSON. */
    otlpJson: (line: string) => redactOtlpJson(redactor, line),
  };
}

/** Lists that many spans share, and that hold nothing to hide. */
const harmlessLists = new WeakSet<object>();

function redactSpan(redactor: Redactor, span: SpanItem): void {
  const name = redactor.text(span.name, 'name');
  if (name !== span.name) (span as { name: string }).name = name || 'REDACTED';
  redactOwnAttributes(redactor, span);
  const { status, events, links } = span;
  if (status.message !== undefined) {
    const message = redactor.text(status.message, 'status');
    if (message !== status.message) (span as { status: typeof status }).status = { ...status, message };
  }
  for (const event of events) {
    event.name = redactor.text(event.name, 'event');
    if (event.attributes !== undefined) event.attributes = redactedAttributes(redactor, event.attributes);
  }
  for (const link of links)
    if (link.attributes !== undefined) link.attributes = redactedAttributes(redactor, link.attributes);
}

function redactOwnAttributes(redactor: Redactor, span: SpanItem): void {
  const shared = span.sharedAttributes?.list;
  if (shared !== undefined && !harmlessLists.has(shared)) {
    if (isHarmless(redactor, shared)) harmlessLists.add(shared);
    else void span.attributes; // Asked for all of them, the span has its own.
  }
  const list = span.attributeList;
  if (list === undefined) redactObject(redactor, span.attributes);
  else redactList(redactor, list);
}

function redactList(redactor: Redactor, list: unknown[]): void {
  for (let at = 0; at < list.length; at += 2) {
    const value = redactor.value(list[at] as string, list[at + 1]);
    if (value !== DROPPED) list[at + 1] = value;
    else {
      list.splice(at, 2);
      at -= 2;
    }
  }
}

function isHarmless(redactor: Redactor, list: readonly unknown[]): boolean {
  for (let at = 0; at < list.length; at += 2)
    if (redactor.value(list[at] as string, list[at + 1]) !== list[at + 1]) return false;
  return true;
}

function redactObject(redactor: Redactor, attributes: Attributes): void {
  for (const key of Object.keys(attributes)) {
    const value = redactor.value(key, attributes[key]);
    if (value === DROPPED) delete attributes[key];
    else if (value !== attributes[key]) attributes[key] = value as Attributes[string];
  }
}

function redactedAttributes<Given extends object>(redactor: Redactor, given: Given): Given {
  const entries = Object.entries(given).map(
    ([key, value]) => [key, value, redactor.value(key, value)] as const,
  );
  if (entries.every(([, value, shown]) => value === shown)) return given;
  const shown = entries.filter(([, , value]) => value !== DROPPED);
  return Object.fromEntries(shown.map(([key, , value]) => [key, value])) as Given;
}

function redactLogRecord(redactor: Redactor, record: ReadableLogRecord): void {
  redactObject(redactor, record.attributes as Attributes);
  const { body } = record;
  if (body === undefined || body === null) return;
  const shown = redactor.value('', body);
  if (shown !== body) (record as { body: unknown }).body = shown === DROPPED ? undefined : shown;
}

function redactMetrics(redactor: Redactor, { resource, scopeMetrics }: ResourceMetrics): ResourceMetrics {
  return {
    resource,
    scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({
      scope,
      metrics: metrics.map(metric => ({
        ...metric,
        dataPoints: metric.dataPoints.map(point => ({
          ...point,
          attributes: redactedAttributes(redactor, point.attributes),
        })),
      })) as typeof metrics,
    })),
  };
}

function redactBaggage(redactor: Redactor, context: Context): Context {
  const baggage = propagation.getBaggage(context);
  if (baggage === undefined) return context;
  const shown = baggage.getAllEntries().reduce<Baggage>((kept, [key, entry]) => {
    const value = redactor.value(key, entry.value);
    if (value === entry.value) return kept;
    return value === DROPPED ? kept.removeEntry(key) : kept.setEntry(key, { ...entry, value: String(value) });
  }, baggage);
  return shown === baggage ? context : propagation.setBaggage(context, shown);
}
