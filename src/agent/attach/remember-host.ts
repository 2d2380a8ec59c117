import { type ChannelListener, channel, unsubscribe } from 'node:diagnostics_channel';
import Module from 'node:module';
import { BUNDLED_MODULES } from '../../shared/bundled-module';

type Place = readonly [holder: object, key: PropertyKey];

/** Places where the agent puts functions of its own into Node. */
const PLACES: readonly Place[] = [
  [Module, '_load'],
  [Module.prototype, 'load'],
  [Module.prototype, '_compile'],
  [process, 'emit'],
  [Object.getPrototypeOf(process), 'emit'],
  [process, 'reallyExit'],
  [process, '_kill'],
];
/** The registry that all copies of the OpenTelemetry API share. */
const API: Place = [globalThis, Symbol.for('opentelemetry.js.api.1')];
/** List in which bundles put their modules; an agent makes it, too. */
const BUNDLES = Symbol.for(BUNDLED_MODULES);
/** Globals of the agent's own, which a process without it lacks. */
const OWN: readonly PropertyKey[] = ['api', 'copy', 'es-module-loaded'].map(name =>
  Symbol.for(`otel-agent.${name}`),
);

/** The host's properties as they were. */
export interface HostBefore {
  /** Puts all back, at once after a start that has failed. */
  restore(): void;
  /** Puts back what the parts of an agent leave when they end: a preloaded agent has no need to. */
  restoreGlobals(): void;
}

/** Notes the host's properties. */
export function rememberHost(): HostBefore {
  const before = PLACES.map(([holder, key]) => Object.getOwnPropertyDescriptor(holder, key));
  const api = Object.getOwnPropertyDescriptor(...API);
  const hasBundles = BUNDLES in globalThis;
  const listeners = new Set(listenersToWorkers());
  const restoreGlobals = () => {
    if (Object.getOwnPropertyDescriptor(...API)?.get !== undefined) putBack(API, api); // Else it is the app's.
    if (!hasBundles && (globalThis as Record<symbol, unknown[]>)[BUNDLES]?.length === 0)
      Reflect.deleteProperty(globalThis, BUNDLES);
    for (const key of OWN) Reflect.deleteProperty(globalThis, key);
  };
  return {
    restore() {
      for (const [index, place] of PLACES.entries()) putBack(place, before[index]);
      for (const listener of listenersToWorkers())
        if (!listeners.has(listener)) unsubscribe(NEW_WORKERS, listener);
      restoreGlobals();
    },
    restoreGlobals,
  };
}

function putBack([holder, key]: Place, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(holder, key);
  else Object.defineProperty(holder, key, descriptor);
}

/** Diagnostics channel on which Node publishes each new worker. */
const NEW_WORKERS = 'worker_threads';

function listenersToWorkers(): readonly ChannelListener[] {
  return (channel(NEW_WORKERS) as { _subscribers?: readonly ChannelListener[] })._subscribers?.slice() ?? [];
}
