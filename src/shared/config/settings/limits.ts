import type { SettingTable } from '../setting';

/** Limits on a span or log record (common specification, "Attribute Limits"). */
export const LIMIT_SETTINGS = {
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    kind: 'count',
    min: 0,
    unset: 'no limit',
    description: 'Longest attribute value, in characters; longer ones are cut.',
  },
  OTEL_ATTRIBUTE_COUNT_LIMIT: {
    kind: 'count',
    min: 0,
    default: 128,
    description: 'Most attributes on one span or log record.',
  },
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: { like: 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', only: 'spans' },
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: { like: 'OTEL_ATTRIBUTE_COUNT_LIMIT', only: 'spans' },
  OTEL_SPAN_EVENT_COUNT_LIMIT: {
    kind: 'count',
    min: 0,
    default: 128,
    description: 'Most events on one span.',
    hidden: true,
  },
  OTEL_SPAN_LINK_COUNT_LIMIT: {
    kind: 'count',
    min: 0,
    default: 128,
    description: 'Most links on one span.',
    hidden: true,
  },
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: {
    kind: 'count',
    min: 0,
    default: 128,
    formerly: ['OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT'],
    description: 'Most attributes on one span event.',
    hidden: true,
  },
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: {
    kind: 'count',
    min: 0,
    default: 128,
    formerly: ['OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT'],
    description: 'Most attributes on one span link.',
    hidden: true,
  },
  OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    like: 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    only: 'log records',
  },
  OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: { like: 'OTEL_ATTRIBUTE_COUNT_LIMIT', only: 'log records' },
} as const satisfies SettingTable;
