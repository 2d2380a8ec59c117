import { guardWrapper, type Method, type Wrapper } from './guard-wrapper';

type Methods = Record<PropertyKey, unknown>;

/** Marks a wrapped function, for OpenTelemetry's instrumentations wherever they come from. */
interface Wrapped extends Method {
  __original: Method;
  __unwrap: () => void;
  __wrapped: true;
}

/**
 * Replaces, by the bundler's alias, the copy of `shimmer` with which `InstrumentationBase` wraps and unwraps.
 * - The wrapped function looks like the original, and an exception of the wrapper does not reach the host (guard-wrapper.ts).
 * - A property that cannot be replaced, as of a frozen object, stays as it is, without a message on the app's console.
 * - Unwrapping removes only our own wrapper: upstream's removes the topmost one, which may be the wrapper of an
 *   instrumentation that the app brings itself.
 */
export function wrap(target: Methods | undefined, name: PropertyKey, wrapper: Wrapper): Method | undefined {
  const original = target?.[name];
  if (target === undefined || typeof original !== 'function' || typeof wrapper !== 'function')
    return undefined;
  if (isArguments(target)) return wrapArgument(target, name, wrapper);
  const before = Object.getOwnPropertyDescriptor(target, name);
  const wrapped = guardWrapper(currentOf(target, name, before !== undefined), wrapper, name) as Wrapped;
  mark(wrapped, '__original', original);
  mark(wrapped, '__unwrap', () => {
    if (target[name] === wrapped) restore(target, name, before);
  });
  mark(wrapped, '__wrapped', true);
  if (!replace(target, name, wrapped, before)) return undefined;
  ours.add(wrapped);
  return wrapped;
}

/** Undoes `wrap`; leaves a method alone that another has wrapped since. */
export function unwrap(target: Methods | undefined, name: PropertyKey): void {
  const wrapped = target?.[name] as Wrapped | undefined;
  if (typeof wrapped === 'function' && ours.has(wrapped)) wrapped.__unwrap();
}

export function massWrap(targets: Methods[], names: PropertyKey[], wrapper: Wrapper): void {
  for (const target of targets) for (const name of names) wrap(target, name, wrapper);
}

export function massUnwrap(targets: Methods[], names: PropertyKey[]): void {
  for (const target of targets) for (const name of names) unwrap(target, name);
}

const ours = new WeakSet<Method>();

/**
 * Wraps a callback among the arguments of a call, without a guard: it belongs to the call, no property leads to it, and
 * each call wraps it anew.
 */
function wrapArgument(target: Methods, name: PropertyKey, wrapper: Wrapper): Method {
  const wrapped = wrapper(target[name] as Method, name);
  target[name] = wrapped;
  return wrapped;
}

function isArguments(target: object): boolean {
  return Object.prototype.toString.call(target) === '[object Arguments]';
}

/**
 * Finds the function to call. For an inherited method it asks the prototype at each call, since the app may replace the
 * method.
 */
function currentOf(target: Methods, name: PropertyKey, isOwn: boolean): () => Method {
  const original = target[name] as Method;
  const prototype = Object.getPrototypeOf(target) as Methods;
  if (isOwn) return () => original;
  return () => {
    const current = prototype[name];
    return typeof current === 'function' ? (current as Method) : original;
  };
}

/** Replaces a method; if a getter gave the method, a getter gives the new method too. */
function replace(
  target: object,
  name: PropertyKey,
  value: Method,
  before: PropertyDescriptor | undefined,
): boolean {
  if (before?.get !== undefined) return Reflect.defineProperty(target, name, { ...before, get: () => value });
  const { enumerable = false, configurable = true, writable = true } = before ?? {};
  return Reflect.defineProperty(target, name, { value, enumerable, configurable, writable });
}

function restore(target: object, name: PropertyKey, before: PropertyDescriptor | undefined): void {
  if (before === undefined) Reflect.deleteProperty(target, name);
  else Reflect.defineProperty(target, name, before);
}

function mark(wrapped: object, name: keyof Wrapped, value: unknown): void {
  Object.defineProperty(wrapped, name, { value, enumerable: false, configurable: true, writable: true });
}
