import { AsyncLocalStorage, AsyncResource, createHook } from 'node:async_hooks';
import { type Context, type ContextManager, type Span, trace } from '@opentelemetry/api';

/** Spans that were active, and when each became so. */
export interface Turns {
  readonly spans: readonly (readonly [traceId: string, spanId: string])[];
  /** In turn a moment of `performance.now()` and the index of the span that was active from then on, -1 for none. */
  readonly changes: readonly number[];
  /** Indexes of spans that had not ended at the end. */
  readonly open: ReadonlySet<number>;
}

/** Most changes that are noted: some minutes of a busy server. Later samples count as without a span. */
const MAX_CHANGES = 4_000_000;

/**
 * Notes which span is active, exactly: the context changes at the start of an asynchronous callback, which `before` tells,
 * or by a call that is wrapped here. Returns what ends it.
 */
export function watchTurns(contexts: Pick<ContextManager, 'active'>): () => Turns {
  const spans: [string, string][] = [];
  const numbers = new Map<Span | undefined, number>([[undefined, -1]]);
  const changes: number[] = [];
  let last: Context | undefined;
  let lastNumber = -1;
  const note = () => {
    const active = contexts.active();
    if (active === last || changes.length >= MAX_CHANGES) return;
    last = active;
    const span = trace.getSpan(active);
    let number = numbers.get(span);
    if (number === undefined) {
      const { traceId, spanId } = span!.spanContext();
      number = spans.push([traceId, spanId]) - 1;
      numbers.set(span, number);
    }
    if (number === lastNumber) return;
    lastNumber = number;
    changes.push(performance.now(), number);
  };
  const hook = createHook({ before: note }).enable();
  const unwrap = [
    wrap(AsyncLocalStorage.prototype, 'enterWith', enter => noting(enter, note)),
    wrap(AsyncLocalStorage.prototype, 'run', run => notingInside(run, 1, note)),
    wrap(AsyncLocalStorage.prototype, 'exit', exit => notingInside(exit, 0, note)),
    wrap(AsyncResource.prototype, 'runInAsyncScope', run => notingInside(run, 0, note)),
  ];
  note();
  return () => {
    hook.disable();
    for (const undo of unwrap.reverse()) undo();
    return { spans, changes, open: openAmong(numbers) };
  };
}

function openAmong(numbers: ReadonlyMap<Span | undefined, number>): Set<number> {
  const open = new Set<number>();
  for (const [span, number] of numbers) if (span?.isRecording()) open.add(number);
  return open;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

function noting(method: Method, note: () => void): Method {
  return function (...args) {
    const result = method.apply(this, args);
    note();
    return result;
  };
}

/** Notes within the function that a method calls, which is among its arguments, and after the method. */
function notingInside(method: Method, at: number, note: () => void): Method {
  return function (...args) {
    const run = args[at];
    if (typeof run !== 'function') return method.apply(this, args);
    args[at] = function (this: unknown, ...given: unknown[]) {
      note();
      return Reflect.apply(run, this, given);
    };
    try {
      return method.apply(this, args);
    } finally {
      note();
    }
  };
}

/** Replaces a method until the returned function is called; a method that was replaced meanwhile stays so. */
function wrap(target: object, name: string, by: (method: Method) => Method): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  if (typeof own?.value !== 'function' || !own.configurable) return () => {};
  const value = by(own.value);
  Object.defineProperty(value, 'length', { value: own.value.length, configurable: true });
  Object.defineProperty(value, 'name', { value: name, configurable: true });
  Object.defineProperty(target, name, { ...own, value });
  return () => {
    if (Object.getOwnPropertyDescriptor(target, name)?.value === value)
      Object.defineProperty(target, name, own);
  };
}
