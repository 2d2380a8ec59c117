import { type Span, SpanStatusCode } from '@opentelemetry/api';

/** Marks a span with an error of a stream, as status, attribute and event. Returns its `error.type`. */
export function setStreamError(span: Span, error: unknown): string {
  const { message } = Object(error) as { message?: unknown };
  const type = typeOf(error);
  if (!span.isRecording()) return type;
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(typeof message === 'string' && { message }) });
  span.recordException(error as Error);
  return type;
}

/** Names a reset by its code, `NGHTTP2_REFUSED_STREAM`, and a connection that failed by the reason. */
function typeOf(error: unknown): string {
  const { name, code, message, cause } = Object(error) as Record<string, unknown>;
  const reset = code === 'ERR_HTTP2_STREAM_ERROR' && /NGHTTP2_\w+/.exec(String(message))?.[0];
  return textOf(reset) ?? textOf(Object(cause).code) ?? textOf(code) ?? textOf(name) ?? '_OTHER';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
