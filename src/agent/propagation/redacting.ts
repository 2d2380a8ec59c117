import type { Context, TextMapPropagator } from '@opentelemetry/api';

/** Injects contexts whose baggage is redacted. */
export function redacting(
  propagator: TextMapPropagator,
  redactBaggage: (context: Context) => Context,
): TextMapPropagator {
  return {
    inject: (context, carrier, setter) => propagator.inject(redactBaggage(context), carrier, setter),
    extract: (context, carrier, getter) => propagator.extract(context, carrier, getter),
    fields: () => propagator.fields(),
  };
}
