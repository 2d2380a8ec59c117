import { type Context, ROOT_CONTEXT, type TextMapPropagator } from '@opentelemetry/api';

/** What would be read into the API's empty root context goes into `root`: ours is cheaper to build upon. */
export function beginAt(root: Context, propagator: TextMapPropagator): TextMapPropagator {
  return {
    inject: (context, carrier, setter) => propagator.inject(context, carrier, setter),
    extract: (context, carrier, getter) =>
      propagator.extract(context === ROOT_CONTEXT ? root : context, carrier, getter),
    fields: () => propagator.fields(),
  };
}
