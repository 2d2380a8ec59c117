import type { Attributes, AttributeValue, Span } from '@opentelemetry/api';

/**
 * Creates a span that stands for another, which another library has made for the same work: its children are the
 * other's. What the app adds to the active span goes to the other; what Next.js says of the work is told to
 * `onAttributes`.
 */
export function standInFor(
  span: Span,
  { onAttributes, onEnd }: { onAttributes: (attributes: Attributes) => void; onEnd: () => void },
): Span {
  const own = {
    setAttribute: (key: string, value: AttributeValue) => own.setAttributes({ [key]: value }),
    setAttributes(attributes: Attributes) {
      const entries = Object.entries(attributes);
      onAttributes(Object.fromEntries(entries.filter(([key]) => OF_NEXT.test(key))));
      const others = entries.filter(([key]) => !OF_NEXT.test(key));
      if (others.length > 0 && span.isRecording()) span.setAttributes(Object.fromEntries(others));
      return standIn;
    },
    setStatus: (status: Parameters<Span['setStatus']>[0]) => {
      if (span.isRecording()) span.setStatus(status);
      return standIn;
    },
    recordException: (...exception: Parameters<Span['recordException']>) => {
      if (span.isRecording()) span.recordException(...exception);
    },
    updateName: () => standIn,
    end: onEnd,
  };
  const standIn = new Proxy(span, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return own[name as keyof typeof own];
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return standIn;
}

/** Attributes that Next.js gives its span of a request. */
const OF_NEXT = /^(?:next\.|http\.(?:method|target|status_code|route)$|error\.type$)/;
