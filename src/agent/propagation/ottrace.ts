import {
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { readBaggage, writeBaggage } from './prefixed-baggage';

const TRACE_ID = 'ot-tracer-traceid';
const SPAN_ID = 'ot-tracer-spanid';
const SAMPLED = 'ot-tracer-sampled';
const BAGGAGE_PREFIX = 'ot-baggage-';

/**
 * Propagator of the headers of OpenTracing's basic tracer, with trace ids of 64 bits (OpenTelemetry specification,
 * "Propagators Distribution", OT Trace).
 */
export class OtTracePropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(context);
    if (span === undefined || !trace.isSpanContextValid(span)) return;
    setter.set(carrier, TRACE_ID, span.traceId.slice(16));
    setter.set(carrier, SPAN_ID, span.spanId);
    setter.set(carrier, SAMPLED, String((span.traceFlags & TraceFlags.SAMPLED) !== 0));
    writeBaggage(propagation.getBaggage(context), BAGGAGE_PREFIX, carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const read = (name: string) => String(getter.get(carrier, name) ?? '').toLowerCase();
    const sampled = read(SAMPLED);
    const span = {
      traceId: read(TRACE_ID).padStart(32, '0'),
      spanId: read(SPAN_ID).padStart(16, '0'),
      traceFlags: sampled === 'true' || sampled === '1' ? TraceFlags.SAMPLED : TraceFlags.NONE,
      isRemote: true,
    };
    if (!trace.isSpanContextValid(span)) return context;
    return trace.setSpanContext(readBaggage(context, BAGGAGE_PREFIX, carrier, getter), span);
  }

  fields(): string[] {
    return [TRACE_ID, SPAN_ID, SAMPLED];
  }
}
