import type { Context } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { DEFAULT_KEYS, type RedactionRules } from '../../shared/rules/redaction-rules';
import { loadChunk } from '../boot/chunks';
import type { SpanItem } from '../export/span-item';
import type { RedactionChunk } from './redact-spans';
import { haveSuspicious, mayHoldSecrets } from './values/suspicious-keys';

/** Redaction of values, whose code is loaded with the first item that may need it. */
export interface ValueRedaction {
  span<Span extends SpanItem>(span: Span): Span;
  logRecord(record: ReadableLogRecord): ReadableLogRecord;
  attributes<Given extends object>(attributes: Given): Given;
  metrics(metrics: ResourceMetrics): ResourceMetrics;
  /** Returns the context with baggage that may leave the process. Without rules the app's own baggage is left alone. */
  baggage(context: Context): Context;
}

/** Makes the redaction by rules; without any, of the default keys. */
export function redactValues(rules: RedactionRules | undefined, hashKey: string | undefined): ValueRedaction {
  let redaction: ReturnType<RedactionChunk['createRedaction']> | undefined;
  const load = () => {
    const given = rules ?? { rules: [], defaults: DEFAULT_KEYS };
    redaction ??= loadChunk<RedactionChunk>('redaction').createRedaction(given, hashKey);
    return redaction;
  };
  const isAsked = rules !== undefined;
  return {
    span(span) {
      if (isAsked || mayHoldSecrets(span)) load().span(span);
      return span;
    },
    logRecord(record) {
      const { attributes, body } = record;
      if (isAsked || haveSuspicious(attributes) || haveSuspicious({ body })) load().logRecord(record);
      return record;
    },
    attributes: given => (isAsked || haveSuspicious(given) ? load().attributes(given) : given),
    metrics: metrics => (isAsked || areSuspicious(metrics) ? load().metrics(metrics) : metrics),
    baggage: context => (isAsked ? load().baggage(context) : context),
  };
}

function areSuspicious({ scopeMetrics }: ResourceMetrics): boolean {
  return scopeMetrics.some(({ metrics }) =>
    metrics.some(({ dataPoints }) => dataPoints.some(({ attributes }) => haveSuspicious(attributes))),
  );
}
