import { type EventEmitter, errorMonitor } from 'node:events';
import { context } from '@opentelemetry/api';
import { enterContext, leaveContext } from '../../../tracing/context-manager';
import { keepWatch, watchBy } from './connection-watches';
import { type Emit, patchEmit } from './patch-emit';
import type { ServedMessage, ServedWatch } from './served-watch';
import { type EmitterWatch, Watched } from './watched';

/**
 * Lets `watch` watch the emitters of a class without a listener that the app could count; returns a function that undoes
 * it. A patched `emit` of the class replaces wrapping each listener, which took 17 us of an Express request.
 */
export function watchEmitters(prototype: EventEmitter): () => void {
  return patchEmit(prototype, original => {
    const emit = watchingEmit(original);
    watching.push(emit);
    return emit;
  });
}

/** Watches a request and its response; call `releaseWatch` when both are closed. */
export function watchServed(request: EventEmitter, response: EventEmitter, by: ServedWatch): void {
  const isTold = watching.includes(request.emit) && watching.includes(response.emit);
  if (isTold && (response as ServedMessage).req === request && keepWatch(by)) return;
  watch(request, by);
  watch(response, by);
}

/** Returns the watch on an emitter, kept with its connection or on the emitter. */
export function watchOn(emitter: object): EmitterWatch | undefined {
  return watchBy(emitter) ?? Watched.by(emitter);
}

/** Watches an emitter. An emitter that does not emit by way of a watched class gets listeners instead. */
export function watch(emitter: EventEmitter, by: EmitterWatch): void {
  if (watching.includes(emitter.emit)) Watched.set(emitter, by);
  else listen(emitter, by);
}

const watching: Emit[] = [];

function watchingEmit(original: () => Emit): Emit {
  return function (event, ...args) {
    const listeners = this.listenerCount(event);
    const context =
      listeners > 0 || isNoticed(event) ? tellWatch(this, event, listeners, args[0]) : undefined;
    if (context === undefined) return original().call(this, event, ...args);
    const before = enterContext(context);
    try {
      return original().call(this, event, ...args);
    } finally {
      leaveContext(before);
    }
  };
}

/** Tells the emitter's watch of an event; returns the context for the listeners, if any of them needs it. */
function tellWatch(emitter: EventEmitter, event: string | symbol, listeners: number, argument: unknown) {
  const by = watchOn(emitter);
  if (by === undefined) return undefined;
  by.notice(emitter, event, argument);
  // An 'error' without a listener is thrown, or heard by an error monitor.
  const isHeard = listeners > (by.nodesListeners?.(emitter, event) ?? 0) || event === 'error';
  return isHeard ? by.context : undefined;
}

/** Tells whether watches notice the event even without listeners. */
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
