import type { EventEmitter } from 'node:events';

// biome-ignore lint/suspicious/noExplicitAny: Node's own type of a listener.
type Listener = (...args: any[]) => void;
type Add = (this: EventEmitter, event: string | symbol, listener: Listener) => EventEmitter;
type Bind = (listener: Listener) => Listener;

const bound = new WeakSet<EventEmitter>();

/** Runs listeners that are added to `emitter` from now on through `bind`. A second call changes nothing. */
export function bindEmitter(emitter: EventEmitter, bind: Bind): void {
  if (bound.has(emitter)) return;
  bound.add(emitter);
  const { on, prependListener } = emitter;
  const always = (listener: Listener) => named(bind(listener), listener);
  replace(emitter, 'on', adding(on, always));
  replace(emitter, 'addListener', adding(on, always));
  replace(emitter, 'prependListener', adding(prependListener, always));
  replace(emitter, 'once', addingOnce(on, bind));
  replace(emitter, 'prependOnceListener', addingOnce(prependListener, bind));
}

function adding(add: Add, wrap: (listener: Listener) => Listener): Add {
  return function (event, listener) {
    return add.call(this, event, typeof listener === 'function' ? wrap(listener) : listener);
  };
}

/** Replaces `once`: Node's own would add its wrapper with the patched `on` and then not find it. */
function addingOnce(add: Add, bind: Bind): Add {
  return function (event, listener) {
    if (typeof listener !== 'function') return add.call(this, event, listener);
    const run = bind(listener);
    const once = named((...args) => {
      this.removeListener(event, once);
      run.apply(this, args);
    }, listener);
    return add.call(this, event, once);
  };
}

/** Wraps a listener and names the original in `listener`, as Node's own `once` does, so that Node can remove it. */
function named(wrapper: Listener, listener: Listener): Listener {
  return Object.assign(wrapper, { listener });
}

function replace(emitter: EventEmitter, name: keyof EventEmitter, value: Add): void {
  if (emitter[name] === undefined) return; // Emitters of old or partial implementations lack the later methods.
  Object.defineProperty(emitter, name, { value, writable: true, configurable: true });
}
