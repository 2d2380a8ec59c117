import type { EventEmitter } from 'node:events';

export type Emit<Emitter = EventEmitter> = (
  this: Emitter,
  event: string | symbol,
  ...args: unknown[]
) => boolean;

/**
 * Gives a class of emitters an `emit` of its own; returns a function that undoes it. `make` gets the earlier `emit` as a
 * function that looks it up each time, since loading `node:domain` replaces the inherited `emit`.
 */
export function patchEmit<Emitter extends EventEmitter>(
  prototype: Emitter,
  make: (original: () => Emit<Emitter>) => Emit<Emitter>,
): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, 'emit');
  const inherited = Object.getPrototypeOf(prototype) as Emitter;
  const emit = make(own === undefined ? () => inherited.emit as Emit<Emitter> : () => own.value);
  Object.defineProperties(emit, {
    name: { value: 'emit', configurable: true },
    length: { value: 1, configurable: true },
  });
  // Enumerable as the inherited `emit` is, or `for…in` over an emitter would miss it.
  const shape = { writable: true, enumerable: true, configurable: true };
  Object.defineProperty(prototype, 'emit', { ...shape, value: emit });
  return () => {
    if (prototype.emit !== emit) return; // Another patch lies over it.
    if (own === undefined) Reflect.deleteProperty(prototype, 'emit');
    else Object.defineProperty(prototype, 'emit', own);
  };
}
