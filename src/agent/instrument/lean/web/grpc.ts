import type { EventEmitter } from 'node:events';
import path from 'node:path';
import { ownDiag } from '../../../../shared/log';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/grpc.generated.json';
import { patchClients } from './grpc/patch-clients';
import { tracingRegister } from './grpc/trace-server';
import type { GrpcModule, TracedGrpc } from './grpc/types';
import { type CallWatch, WatchedCall, watchCalls } from './grpc/watched-call';

const NAME = path.join('@grpc', 'grpc-js');

/** Makes spans of gRPC's calls, on clients and servers: upstream's without captured metadata, at less cost. */
export class GrpcInstrumentation extends PatchingInstrumentation<object, object> {
  readonly #patched = new WeakSet<object>();

  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name !== NAME) return [];
    const module = exports as GrpcModule;
    const { prototype } = module.Server;
    if (this.#patched.has(prototype)) return [];
    this.#patched.add(prototype);
    const tracing: TracedGrpc = {
      instruments: this.instruments,
      Metadata: module.Metadata,
      watch: (call, watch) => this.#watch(call, watch),
      isEnabled: true,
    };
    const leave = () => {
      tracing.isEnabled = false;
    };
    const register = patchFunction(prototype, 'register', tracingRegister(tracing, prototype.register));
    return [leave, register, ...patchClients(module, tracing)];
  }

  /** Puts a watch on a call, whose class shows with the first. */
  #watch(call: EventEmitter, watch: CallWatch): void {
    try {
      const prototype = Object.getPrototypeOf(call) as EventEmitter;
      if (!this.#patched.has(prototype)) {
        this.#patched.add(prototype);
        this.undoLater(watchCalls(prototype));
      }
      WatchedCall.watch(call, watch);
    } catch (error) {
      ownDiag.error('grpc: a call could not be watched', error);
    }
  }
}
