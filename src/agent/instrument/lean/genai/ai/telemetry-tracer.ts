import {
  type Attributes,
  type AttributeValue,
  type Exception,
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  type SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { redactMessage } from '../../../../redaction/redact-message';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { recordError } from '../../../channels/engine/describe-error';
import { isLeftOut } from '../../is-left-out';
import { withinInference } from '../inference/inference-context';
import { withToolSpan } from '../inference/tool-span';
import { namedSpan, translated } from './translate';

type Run = (span: Span) => unknown;

/** Tracer for the AI SDK's own telemetry (ai 6): it makes spans of the semantic conventions of what the SDK tells. */
export function telemetryTracer(instruments: { readonly tracer: Tracer }): Tracer {
  const startActiveSpan = (name: string, options: SpanOptions, run: Run): unknown => {
    const caller = activeContext();
    const above = trace.getSpan(caller);
    const named =
      above !== undefined && isLeftOut(above) ? undefined : namedSpan(name, options.attributes ?? {});
    if (named === undefined) return run(trace.wrapSpanContext(INVALID_SPAN_CONTEXT));
    const kind = named.isRemote ? SpanKind.CLIENT : SpanKind.INTERNAL;
    const span = instruments.tracer.startSpan(named.name, { kind, attributes: named.attributes }, caller);
    const within = name === 'ai.toolCall' ? withToolSpan(caller, span) : trace.setSpan(caller, span);
    return runInContext(named.isRemote ? withinInference(within) : within, run, undefined, told(span));
  };
  return {
    startSpan: () => trace.wrapSpanContext(INVALID_SPAN_CONTEXT), // The SDK starts active spans alone.
    startActiveSpan: startActiveSpan as Tracer['startActiveSpan'],
  };
}

/** Returns the span as the SDK sees it: what it tells later is translated, and errors are shown without data. */
function told(span: Span): Span {
  const shown: Span = Object.create(span, {
    setAttributes: {
      value(attributes: Attributes) {
        span.setAttributes(translated(attributes));
        return shown;
      },
    },
    setAttribute: {
      value(key: string, value: AttributeValue) {
        span.setAttributes(translated({ [key]: value }));
        return shown;
      },
    },
    addEvent: { value: () => shown },
    setStatus: {
      value(status: { code: SpanStatusCode; message?: string }) {
        const { code, message } = status;
        span.setStatus({ code, ...(message !== undefined && { message: redactMessage(message) }) });
        return shown;
      },
    },
    recordException: {
      value(exception: Exception) {
        recordError(span, exception, redactMessage);
        span.setAttribute('error.type', String((Object(exception) as { name?: unknown }).name ?? 'Error'));
      },
    },
    isRecording: { value: () => span.isRecording() },
    spanContext: { value: () => span.spanContext() },
    updateName: { value: () => shown },
    end: { value: () => span.end() },
  });
  return shown;
}
