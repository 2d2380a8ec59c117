import type { GetValue } from '../read/get-value';

/** Limits on an item, under the SDK's own names, so that each object can be its option. */
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

/** Reads the limits of spans and log records; Infinity for none. */
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
