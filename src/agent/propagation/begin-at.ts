import { type Context, ROOT_CONTEXT, type TextMapPropagator } from '@opentelemetry/api';

/** Makes a propagator extract into `root` in the place of the API's empty context: `root` is cheaper to derive from. */
export function beginAt(root: Context, propagator: TextMapPropagator): TextMapPropagator {
  return {
    inject: (context, carrier, setter) => propagator.inject(context, carrier, setter),
    extract: (context, carrier, getter) =>
      propagator.extract(context === ROOT_CONTEXT ? root : context, carrier, getter),
    fields: () => propagator.fields(),
  };
}
