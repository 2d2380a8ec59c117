import path from 'node:path';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/nestjs-microservices.generated.json';
import { patchClient } from './nestjs-microservices/patch-client';
import { patchParsing, patchProxy, patchResponses, patchServer } from './nestjs-microservices/patch-server';
import type { Client, RpcProxy, Server } from './nestjs-microservices/types';

const FILES = path.join('@nestjs', 'microservices', path.sep);

interface Exports {
  readonly ClientTCP?: { readonly prototype: Client };
  readonly ClientRedis?: { readonly prototype: Client };
  readonly Server?: { readonly prototype: Server };
  readonly ServerTCP?: { readonly prototype: Server };
  readonly ServerRedis?: { readonly prototype: Server };
  readonly RpcProxy?: { readonly prototype: RpcProxy };
}

/**
 * Makes spans of NestJS' messages and events over TCP and Redis, on either side. The trace goes through the packet's
 * `metadata`, which NestJS 12 has for that. The other transports have the spans of their own clients: kafkajs, amqplib,
 * NATS, gRPC.
 */
export class NestjsMicroservicesInstrumentation extends PatchingInstrumentation<object, object> {
  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    // The main file repeats the exports of the others, and other packages have a `Server`, too.
    if (!name.startsWith(FILES)) return [];
    const module = exports as Exports;
    const client = module.ClientTCP ?? module.ClientRedis;
    if (client !== undefined) return patchClient(client.prototype, this.instruments);
    if (module.ServerTCP !== undefined) return [patchServer(module.ServerTCP.prototype, this.instruments)];
    if (module.ServerRedis !== undefined) return patchParsing(module.ServerRedis.prototype, this.instruments);
    if (module.Server !== undefined) return [patchResponses(module.Server.prototype)];
    return module.RpcProxy === undefined ? [] : [patchProxy(module.RpcProxy.prototype)];
  }
}
