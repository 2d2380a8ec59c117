import type { Attributes, AttributeValue, Exception, Link, Span, SpanOptions } from '@opentelemetry/api';
import * as fc from '../../fast-check';
import { key, spanContext, text, time, value } from '../export/arbitrary';

/** Call on a span, to be made on spans of both kinds. */
export type Call = (span: Span) => unknown;

/**
 * Whole numbers come first among the keys of an object, and `__proto__` is none: the SDK's object knows them otherwise
 * than a list of attributes does. An empty key is refused.
 */
const anyKey = fc.oneof(
  { weight: 9, arbitrary: key.filter(name => !/^\d+$/.test(name) && name !== '__proto__') },
  fc.constant(''),
);
const anyValue = fc.oneof(
  { weight: 9, arbitrary: value },
  fc.constantFrom<unknown>(Symbol('no value'), () => {}, 1n, new Date(0), /no plain object/, undefined),
) as fc.Arbitrary<AttributeValue>;
const someAttributes = fc.dictionary(anyKey, anyValue, { maxKeys: 8 }) as fc.Arbitrary<Attributes>;
const maybeAttributes = fc.option(someAttributes, { nil: undefined });

const link: fc.Arbitrary<Link> = fc
  .record({ context: spanContext, attributes: maybeAttributes })
  .map(({ context, attributes }) => ({ context, ...(attributes && { attributes }) }));

const exception = fc.oneof(
  text.map(message => new Error(message)),
  text,
  fc.record(
    { code: fc.oneof(text, fc.integer()), message: text, stack: text },
    { requiredKeys: [], noNullPrototype: true },
  ),
) as fc.Arbitrary<Exception>;

const status = fc.record({
  code: fc.integer({ min: 0, max: 2 }),
  message: fc.oneof(text, fc.constantFrom(undefined, 7 as unknown as string)),
});

/** Calls with every time given: two spans could never be equal otherwise. */
const calls: fc.Arbitrary<Call>[] = [
  fc.tuple(anyKey, anyValue).map(
    ([name, one]) =>
      span =>
        span.setAttribute(name, one),
  ),
  someAttributes.map(some => span => span.setAttributes(some)),
  fc.tuple(text, time).map(
    ([name, at]) =>
      span =>
        span.addEvent(name, at),
  ),
  fc.tuple(text, maybeAttributes, time).map(
    ([name, some, at]) =>
      span =>
        span.addEvent(name, some, at),
  ),
  fc.tuple(exception, time).map(
    ([one, at]) =>
      span =>
        span.recordException(one, at),
  ),
  link.map(one => span => span.addLink(one)),
  fc.array(link, { maxLength: 3 }).map(some => span => span.addLinks(some)),
  status.map(one => span => span.setStatus(one as never)),
  text.map(name => span => span.updateName(name)),
];

/** Calls on a span between its start and its end, and after. */
export const callsOnSpan = fc.array(fc.oneof(...calls), { maxLength: 14 });

export const spanOptions: fc.Arbitrary<SpanOptions> = fc
  .record({
    startTime: time,
    kind: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
    attributes: maybeAttributes,
    links: fc.option(fc.array(link, { maxLength: 5 }), { nil: undefined }),
  })
  .map(options => Object.fromEntries(Object.entries(options).filter(([, given]) => given !== undefined)));

/** Limits that are reached, and limits that are not. */
export const spanLimits = fc.record({
  attributeCountLimit: fc.constantFrom(0, 1, 3, 128),
  attributeValueLengthLimit: fc.constantFrom(-1, 0, 1, 10, Infinity),
  eventCountLimit: fc.constantFrom(0, 1, 2, 128),
  linkCountLimit: fc.constantFrom(0, 1, 2, 128),
  attributePerEventCountLimit: fc.constantFrom(0, 1, 128),
  attributePerLinkCountLimit: fc.constantFrom(0, 1, 128),
});
