import { context } from '@opentelemetry/api';
import { getRPCMetadata, type RPCMetadata } from '@opentelemetry/core';

type CallBack = () => void;
type Metadata = RPCMetadata & { onClose?(callBack: CallBack): void };

interface Emitter {
  once(event: string, listener: CallBack): unknown;
  removeListener(event: string, listener: CallBack): unknown;
}

const waiting = new WeakMap<Emitter, Set<CallBack>>();

/**
 * Calls back when a response has been closed. The app would count a listener for each middleware, and Node warns at
 * eleven: it adds none if the lean `http` reports the end, and otherwise one for all callbacks. A response without
 * events, such as a double in a test, counts as closed. Returns a function that cancels the callback.
 */
export function whenClosed(response: unknown, callBack: CallBack): CallBack {
  const metadata = getRPCMetadata(context.active()) as Metadata | undefined;
  if (metadata?.onClose !== undefined) metadata.onClose(callBack);
  else if (isEmitter(response)) return listen(response, callBack);
  else callBack();
  return () => {};
}

function isEmitter(response: unknown): response is Emitter {
  const { once, removeListener } = (response ?? {}) as Partial<Emitter>;
  return typeof once === 'function' && typeof removeListener === 'function';
}

function listen(response: Emitter, callBack: CallBack): CallBack {
  const known = waiting.get(response);
  if (known !== undefined) known.add(callBack);
  else {
    const callBacks = new Set([callBack]);
    waiting.set(response, callBacks);
    response.once('close', () => {
      waiting.delete(response);
      for (const each of callBacks) each();
    });
  }
  return () => waiting.get(response)?.delete(callBack);
}
