import type { AttributeValue, Span, SpanKind, SpanOptions } from '@opentelemetry/api';

type Values = Readonly<Record<string, string | number | undefined>>;

/**
 * Immutable attributes of many spans, such as those of one connection. A plain object: on the app's open connections it stays
 * when the agent goes.
 */
export interface SharedAttributes {
  /** Keys and values in turn; values are strings and numbers. */
  readonly list: readonly AttributeValue[];
  /** Encoded form, cached by the encoder. */
  encoded: Uint8Array | undefined;
  readonly [IS_SHARED]: true;
}

/** Tells them from options of the app's. */
const IS_SHARED = Symbol('otel-agent.shared-attributes');

/** Makes attributes that many spans begin with; undefined values are left out. */
export function makeShared(attributes: Values): SharedAttributes {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return { list: given.flat() as AttributeValue[], encoded: undefined, [IS_SHARED]: true };
}

/** Returns the shared attributes among span options. */
export function sharedOf(options: SpanOptions): SharedAttributes | undefined {
  const { shared } = options as Partial<SharingOptions>;
  return shared?.[IS_SHARED] === true ? shared : undefined;
}

/** Span options with shared attributes. A tracer other than the agent's sees ordinary options. */
export interface SharingOptions extends SpanOptions {
  readonly shared: SharedAttributes;
}

/** Makes both forms of `attributes`. */
export function sharingOptions(attributes: Values, kind?: SpanKind): SharingOptions {
  return { attributes, shared: makeShared(attributes), ...(kind !== undefined && { kind }) };
}

/** Adds them to a span that has none of these keys. */
export function addShared(span: Span, shared: SharedAttributes): void {
  if (isSharing(span)) span.shareAttributes(shared);
  else
    for (let i = 0; i < shared.list.length; i += 2)
      span.setAttribute(shared.list[i] as string, shared.list[i + 1]!);
}

/** Sets them one by one on a span of the SDK's. */
export function isSharing(span: Span): span is Span & { shareAttributes(shared: SharedAttributes): void } {
  return 'shareAttributes' in span;
}
