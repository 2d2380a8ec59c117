import { type Context, createContextKey } from '@opentelemetry/api';

const WITHIN = createContextKey('otel-agent request to a model');

/** Tells whether a request to a model is under way that has its span already: the caller is a library that makes it. */
export function isWithinInference(context: Context): boolean {
  return context.getValue(WITHIN) === true;
}

/** Returns a context in which requests to models belong to the one that is under way. */
export function withinInference(context: Context): Context {
  return context.setValue(WITHIN, true);
}

/** Returns a context in which each request to a model is one of its own: within a tool, or a node of a graph. */
export function outsideInference(context: Context): Context {
  return isWithinInference(context) ? context.deleteValue(WITHIN) : context;
}
