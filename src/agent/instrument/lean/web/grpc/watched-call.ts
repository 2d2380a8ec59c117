import type { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';
import { enterContext, leaveContext } from '../../../../tracing/context-manager';
import { patchEmit } from '../../emitters/patch-emit';
import { ReturnOverride } from '../../emitters/return-override';

/** Watch on a call, of the client or the server. */
export interface CallWatch {
  /** Context for all listeners of the call. */
  readonly context: Context;
  /** Hears of each event before the listeners do. Must not throw. */
  notice(call: EventEmitter, event: string | symbol, argument: unknown): void;
}

/** Keeps a watch on a call. A call with a single answer emits next to nothing: its watch costs little more than this field. */
export class WatchedCall extends ReturnOverride {
  #watch: CallWatch;

  private constructor(call: EventEmitter, watch: CallWatch) {
    super(call);
    this.#watch = watch;
  }

  static watch(call: EventEmitter, watch: CallWatch): void {
    if (!(#watch in call)) new WatchedCall(call, watch);
  }

  static by(call: EventEmitter): CallWatch | undefined {
    return #watch in call ? (call as unknown as WatchedCall).#watch : undefined;
  }
}

/** Tells the watches of a class of calls, without listeners that the app could count; returns a function that undoes it. */
export function watchCalls(prototype: EventEmitter): () => void {
  return patchEmit(
    prototype,
    original =>
      function (event, ...args) {
        const watch = WatchedCall.by(this);
        if (watch === undefined) return original().call(this, event, ...args);
        watch.notice(this, event, args[0]);
        const before = enterContext(watch.context);
        try {
          return original().call(this, event, ...args);
        } finally {
          leaveContext(before);
        }
      },
  );
}
