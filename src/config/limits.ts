import type { GetValue } from './get-value';

/** How much one item may hold; the SDK's own names, so that each object is its option as it stands. */
export interface Limits {
  readonly span: {
    readonly attributeValueLengthLimit: number;
    readonly attributeCountLimit: number;
    readonly eventCountLimit: number;
    readonly linkCountLimit: number;
    readonly attributePerEventCountLimit: number;
    readonly attributePerLinkCountLimit: number;
  };
  readonly logRecord: {
    readonly attributeValueLengthLimit: number;
    readonly attributeCountLimit: number;
  };
}

/** Limits of spans and log records; Infinity where there is none. */
export function limitsOf(get: GetValue): Limits {
  return {
    span: {
      attributeValueLengthLimit: get('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT') ?? Infinity,
      attributeCountLimit: get('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'),
      eventCountLimit: get('OTEL_SPAN_EVENT_COUNT_LIMIT'),
      linkCountLimit: get('OTEL_SPAN_LINK_COUNT_LIMIT'),
      attributePerEventCountLimit: get('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'),
      attributePerLinkCountLimit: get('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'),
    },
    logRecord: {
      attributeValueLengthLimit: get('OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT') ?? Infinity,
      attributeCountLimit: get('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT'),
    },
  };
}
