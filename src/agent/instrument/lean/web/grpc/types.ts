import type { EventEmitter } from 'node:events';
import type { Tracer } from '@opentelemetry/api';
import type { CallWatch } from './watched-call';

/** Used parts of @grpc/grpc-js 1. */
export interface GrpcModule {
  readonly Metadata: MetadataClass;
  readonly Client: { readonly prototype: Record<DirectName, Method> };
  readonly Server: { readonly prototype: { register: Register } };
  makeClientConstructor: MakeClient;
  makeGenericClientConstructor: MakeClient;
  loadPackageDefinition: (this: unknown, ...args: unknown[]) => object;
}

/** Methods of every client, which take the path as their first argument. */
export type DirectName =
  | 'makeUnaryRequest'
  | 'makeClientStreamRequest'
  | 'makeServerStreamRequest'
  | 'makeBidiStreamRequest';

/** Method of a client. Those of a service's client carry their definition. */
export type Method = ((this: Client, ...args: unknown[]) => EventEmitter) & {
  readonly path?: unknown;
  readonly requestStream?: unknown;
  readonly responseStream?: unknown;
};

type MakeClient = (this: unknown, ...args: unknown[]) => ClientClass;

export interface ClientClass {
  readonly prototype: Record<string, Method>;
}

export interface Client {
  getChannel(): { getTarget(): string };
}

export type Callback = (this: unknown, ...results: unknown[]) => unknown;

export type MetadataClass = new () => Metadata;

export interface Metadata {
  /** Values that are not sent, which a copy lacks. */
  opaqueData?: unknown;
  clone(): Metadata;
  get(key: string): unknown[];
  set(key: string, value: string): void;
  getMap(): object;
}

export type Register = (this: object, ...args: unknown[]) => boolean;

export interface ServedCall extends EventEmitter {
  readonly metadata: Metadata;
  /** True once the client has given up. */
  readonly cancelled: boolean;
}

export type Handler = (this: unknown, ...args: unknown[]) => unknown;

export interface TracedGrpc {
  readonly instruments: { readonly tracer: Tracer };
  readonly Metadata: MetadataClass;
  /** Puts a watch on a call; never throws. */
  readonly watch: (call: EventEmitter, watch: CallWatch) => void;
  /** False once the agent has left: clients and handlers of the app stay wrapped. */
  isEnabled: boolean;
}
