import { type Context, type Span, type Tracer, trace } from '@opentelemetry/api';
import type { TracedChannel } from '../engine/traced-channel';

/** Options that are heeded, by upstream's names. */
export interface FieldOptions {
  readonly ignoreTrivialResolveSpans?: boolean;
  /** Shows all items of a list as one. */
  readonly mergeItems?: boolean;
}

/** Message about a resolver (graphql 17 and later). */
interface Resolved {
  readonly fieldName: string;
  readonly fieldPath: string;
  readonly fieldType: string;
  readonly parentType: string;
  readonly isDefaultResolver: boolean;
}

/** Makes a span for each resolver, or one for all items of a list. */
export function tracedFields(
  { ignoreTrivialResolveSpans, mergeItems }: FieldOptions,
  fail: (span: Span, error: unknown) => void,
): TracedChannel<Resolved> {
  const merged = new WeakMap<Span, Set<string>>();
  return {
    name: 'graphql:resolve',
    fail,
    isParent: true,
    isSync: true,
    start(message, caller, tracer) {
      if (ignoreTrivialResolveSpans === true && message.isDefaultResolver) return undefined;
      const path = mergeItems === true ? message.fieldPath.replace(ITEM, '*') : message.fieldPath;
      const isKnown = path !== message.fieldPath && !isFirst(merged, path, trace.getSpan(caller));
      return isKnown ? undefined : startField(path, message, caller, tracer);
    },
  };
}

/** Index of a list's item in a path: fields never begin with a digit. */
const ITEM = /(?<=^|\.)\d+(?=\.|$)/g;

function isFirst(merged: WeakMap<Span, Set<string>>, path: string, above: Span | undefined): boolean {
  if (above === undefined) return true;
  const paths = merged.get(above) ?? new Set();
  merged.set(above, paths);
  return !paths.has(path) && paths.add(path) !== undefined;
}

function startField(path: string, message: Resolved, caller: Context, tracer: Tracer): Span {
  const attributes = {
    'graphql.field.name': message.fieldName,
    'graphql.field.path': path,
    'graphql.field.type': message.fieldType,
    'graphql.parent.name': message.parentType,
  };
  return tracer.startSpan(`graphql.resolve ${path}`, { attributes }, caller);
}
