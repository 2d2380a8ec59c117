import path from 'node:path';
import { replaceExport } from '../open-exports';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/hapi.generated.json';
import { patchServer } from './hapi/patch-server';
import type { HapiModule, MakeServer, Server } from './hapi/types';

const NAME = path.join('@hapi', 'hapi');

/** Makes spans of hapi's handlers and extensions: upstream's, at less cost. */
export class HapiInstrumentation extends PatchingInstrumentation<object, object> {
  readonly #patched = new WeakSet<object>();

  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  /** Replaces the two names of the function that makes servers: their class shows with the first. */
  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name !== NAME) return [];
    const module = defaultOf(exports);
    const { server: make } = module;
    if (this.#patched.has(make)) return [];
    const patchClass = (server: Server) => this.#patchClass(server);
    const making: MakeServer = function (...args) {
      const server = make.apply(this, args);
      patchClass(server);
      return server;
    };
    this.#patched.add(making);
    const isSame = module.Server === make;
    return [
      replaceExport(module, 'server', making),
      ...(isSame ? [replaceExport(module, 'Server', making)] : []),
    ];
  }

  #patchClass(server: Server): void {
    const prototype = Object.getPrototypeOf(server) as Server;
    if (this.#patched.has(prototype)) return;
    this.#patched.add(prototype);
    this.undoLater(...patchServer(prototype, this.instruments), () => this.#patched.delete(prototype));
  }
}

/** Returns the exports of CommonJS, also from the module object of an `import`. */
function defaultOf(exports: unknown): HapiModule {
  const module = exports as { default: HapiModule; [Symbol.toStringTag]?: string };
  return module[Symbol.toStringTag] === 'Module' ? module.default : (exports as HapiModule);
}
