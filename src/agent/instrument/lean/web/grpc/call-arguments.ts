import { type Context, propagation, type TextMapGetter, type TextMapSetter } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import type { Metadata, MetadataClass } from './types';

/** Finds the callback among `[metadata], [options], callback`, which begin at `at`; -1 if grpc-js will refuse them. */
export function callbackAt(args: readonly unknown[], at: number, Metadata: MetadataClass): number {
  const [first, second, third] = args.slice(at, at + 3);
  if (typeof first === 'function') return at;
  if (typeof second === 'function') return first instanceof Object ? at + 1 : -1;
  const isWhole = first instanceof Metadata && second instanceof Object && typeof third === 'function';
  return isWhole ? at + 2 : -1;
}

/** Puts metadata with a trace in the place of the given, or in front of the options: the app's own stays as it is. */
export function addTrace(args: unknown[], at: number, Metadata: MetadataClass, context: Context): void {
  const given = args[at];
  if (given instanceof Metadata) {
    const copy = given.clone();
    if (given.opaqueData !== undefined) copy.opaqueData = given.opaqueData;
    args[at] = copy;
  } else {
    while (args.length < at) args.push(undefined);
    args.splice(at, 0, new Metadata());
  }
  propagation.inject(context, args[at] as Metadata, TO_METADATA);
}

const TO_METADATA: TextMapSetter<Metadata> = {
  set(metadata, key, value) {
    try {
      metadata.set(key, value);
    } catch (error) {
      ownDiag.warn(`grpc: ${key} could not be sent`, error); // Baggage may hold characters that metadata must not.
    }
  },
};

export const FROM_METADATA: TextMapGetter<Metadata> = {
  get(metadata, key) {
    const values = metadata.get(key);
    if (values.length > 1) return values.map(String);
    return values.length === 0 ? undefined : String(values[0]);
  },
  keys: metadata => Object.keys(metadata.getMap()),
};
