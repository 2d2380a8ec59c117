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

const HEADER = 'uber-trace-id';
const BAGGAGE_PREFIX = 'uberctx-';

/**
 * Propagator of Jaeger's header `uber-trace-id: {trace-id}:{span-id}:{parent-span-id}:{flags}` (Jaeger client
 * libraries, "Propagation Format").
 */
export class JaegerPropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(context);
    if (span !== undefined && trace.isSpanContextValid(span)) {
      const flags = span.traceFlags & TraceFlags.SAMPLED;
      setter.set(carrier, HEADER, `${span.traceId}:${span.spanId}:0:0${flags}`);
    }
    writeBaggage(propagation.getBaggage(context), BAGGAGE_PREFIX, carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = getter.get(carrier, HEADER);
    const withBaggage = readBaggage(context, BAGGAGE_PREFIX, carrier, getter);
    const span = parse(Array.isArray(header) ? header[0] : header);
    return span === undefined ? withBaggage : trace.setSpanContext(withBaggage, { ...span, isRemote: true });
  }

  fields(): string[] {
    return [HEADER];
  }
}

function parse(header: string | undefined) {
  // Some senders encode the colons.
  const [traceId = '', spanId = '', , flags = ''] = (header ?? '').replace(/%3a/gi, ':').split(':');
  const span = {
    traceId: traceId.toLowerCase().padStart(32, '0'),
    spanId: spanId.toLowerCase().padStart(16, '0'),
    traceFlags: Number.parseInt(flags, 16) & 1 ? TraceFlags.SAMPLED : TraceFlags.NONE,
  };
  return /^[0-9a-f]{1,2}$/i.test(flags) && trace.isSpanContextValid(span) ? span : undefined;
}
