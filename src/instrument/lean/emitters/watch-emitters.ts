import { type EventEmitter, errorMonitor } from 'node:events';
import { context } from '@opentelemetry/api';
import { runInContext } from '../../../tracing/context-manager';
import { keepWatch, watchBy } from './connection-watches';
import { type Emit, patchEmit } from './patch-emit';
import type { ServedMessage, ServedWatch } from './served-watch';
import { type EmitterWatch, Watched } from './watched';

/**
 * Lets the emitters of a class be watched (`watch`) without a listener that the app could count. One `emit` for the
 * class stands in for wrapping every listener of every emitter, which took 17 us of an Express request. Returns what
 * undoes it.
 */
export function watchEmitters(prototype: EventEmitter): () => void {
  return patchEmit(prototype, original => {
    const emit = watchingEmit(original);
    watching.push(emit);
    return emit;
  });
}

/** Watches a request and its response; what closes both has to tell by `releaseWatch`. */
export function watchServed(request: EventEmitter, response: EventEmitter, by: ServedWatch): void {
  const isTold = watching.includes(request.emit) && watching.includes(response.emit);
  if (isTold && (response as ServedMessage).req === request && keepWatch(by)) return;
  watch(request, by);
  watch(response, by);
}

/** The watch that is kept on an emitter, with its connection or with itself. */
export function watchOn(emitter: object): EmitterWatch | undefined {
  return watchBy(emitter) ?? Watched.by(emitter);
}

/** Watches one emitter; one that does not emit by way of such a class gets listeners instead. */
export function watch(emitter: EventEmitter, by: EmitterWatch): void {
  if (watching.includes(emitter.emit)) Watched.set(emitter, by);
  else listen(emitter, by);
}

const watching: Emit[] = [];

function watchingEmit(original: () => Emit): Emit {
  return function (event, ...args) {
    const listeners = this.listenerCount(event);
    const context =
      listeners > 0 || isNoticed(event) ? contextOf(this, event, listeners, args[0]) : undefined;
    if (context === undefined) return original().call(this, event, ...args);
    return runInContext(context, original(), this, event, ...args);
  };
}

/** Tells the emitter's watch of an event; gives the context for the listeners, if any of them needs one. */
function contextOf(emitter: EventEmitter, event: string | symbol, listeners: number, argument: unknown) {
  const by = watchOn(emitter);
  if (by === undefined) return undefined;
  by.notice(emitter, event, argument);
  // An 'error' without a listener is thrown, or heard by an error monitor.
  const isHeard = listeners > (by.nodesListeners?.(emitter, event) ?? 0) || event === 'error';
  return isHeard ? by.context : undefined;
}

/** What is noticed though nobody else hears it. */
function isNoticed(event: string | symbol): boolean {
  return event === 'close' || event === 'error' || event === 'response' || event === 'end';
}

function listen(emitter: EventEmitter, by: EmitterWatch): void {
  context.bind(by.context, emitter);
  for (const event of by.events) {
    const monitored = event === 'error' ? errorMonitor : event;
    emitter.prependListener(monitored, (argument: unknown) => by.notice(emitter, event, argument));
  }
}
