type Method = (this: unknown, ...args: never[]) => unknown;
type Wrapper = (original: Method, name: PropertyKey) => Method;
type Methods = Record<PropertyKey, unknown>;

/** What marks a wrapped function, for OpenTelemetry's instrumentations wherever they come from. */
interface Wrapped extends Method {
  __original: Method;
  __unwrap: () => void;
  __wrapped: true;
}

/**
 * Stands in, by the bundler's alias, for the copy of `shimmer` with which `InstrumentationBase` wraps and unwraps. It
 * takes away only what it has put there: upstream's takes away whatever is on top, which may be the wrapper of an
 * instrumentation that the app brings itself; and it says nothing on the app's console.
 */
export function wrap(target: Methods | undefined, name: PropertyKey, wrapper: Wrapper): Method | undefined {
  const original = target?.[name];
  if (target === undefined || typeof original !== 'function' || typeof wrapper !== 'function')
    return undefined;
  const wrapped = wrapper(original as Method, name) as Wrapped;
  define(wrapped, '__original', original);
  define(wrapped, '__unwrap', () => {
    if (target[name] === wrapped) define(target, name, original);
  });
  define(wrapped, '__wrapped', true);
  define(target, name, wrapped);
  ours.add(wrapped);
  return wrapped;
}

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

function define(target: object, name: PropertyKey, value: unknown): void {
  const enumerable = Object.prototype.propertyIsEnumerable.call(target, name);
  Object.defineProperty(target, name, { value, enumerable, configurable: true, writable: true });
}
