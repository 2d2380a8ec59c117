import { replaceExport } from '../../open-exports';
import { patchFunction } from '../../patch-function';
import { tracingMethod } from './trace-client';
import type { ClientClass, DirectName, GrpcModule, Method, TracedGrpc } from './types';

/** The methods that every client has, and whether they answer with a stream. */
const DIRECT: readonly [DirectName, argumentsFrom: number, isAnswerStream: boolean][] = [
  ['makeUnaryRequest', 4, false],
  ['makeClientStreamRequest', 3, false],
  ['makeServerStreamRequest', 4, true],
  ['makeBidiStreamRequest', 3, true],
];

/** Has the calls of all clients traced: of those made for a service, and by the methods that all have. */
export function patchClients(module: GrpcModule, tracing: TracedGrpc): (() => void)[] {
  const { prototype } = module.Client;
  return [
    ...patchMakers(module, tracing),
    ...DIRECT.map(([name, at, isAnswerStream]) => {
      const form = { path: undefined, at, isAnswerStream };
      return patchFunction(prototype, name, tracingMethod(tracing, prototype[name], form));
    }),
  ];
}

function patchMakers(module: GrpcModule, tracing: TracedGrpc): (() => void)[] {
  const {
    makeClientConstructor: make,
    makeGenericClientConstructor: makeGeneric,
    loadPackageDefinition,
  } = module;
  const making = function (this: unknown, ...args: unknown[]) {
    const made = make.apply(this, args);
    patchMethods(made, tracing);
    return made;
  };
  const loading = function (this: unknown, ...args: unknown[]) {
    const loaded = loadPackageDefinition.apply(this, args);
    patchLoaded(loaded, tracing);
    return loaded;
  };
  return [
    replaceExport(module, 'makeClientConstructor', making),
    // The second name of the same function.
    ...(makeGeneric === make ? [replaceExport(module, 'makeGenericClientConstructor', making)] : []),
    replaceExport(module, 'loadPackageDefinition', loading),
  ];
}

/** Goes through packages down to their services; definitions of messages have a format. */
function patchLoaded(loaded: object, tracing: TracedGrpc): void {
  for (const value of Object.values(loaded)) {
    if (typeof value === 'function') patchMethods(value as unknown as ClientClass, tracing);
    else if (typeof value.format !== 'string') patchLoaded(value, tracing);
  }
}

/** Wraps the methods of a service's client, which may each have two names. */
function patchMethods({ prototype }: ClientClass, tracing: TracedGrpc): void {
  const known = new Map<Method, Method>();
  for (const name of Object.keys(prototype)) {
    const original = prototype[name]!;
    const { path, requestStream, responseStream } = original;
    if (typeof original !== 'function' || typeof path !== 'string') continue;
    const form = { path, at: requestStream ? 0 : 1, isAnswerStream: Boolean(responseStream) };
    const traced = known.get(original) ?? tracingMethod(tracing, original, form);
    known.set(original, traced);
    patchFunction(prototype, name, traced);
  }
}
