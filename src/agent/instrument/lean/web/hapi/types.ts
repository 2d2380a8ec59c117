import type { Tracer } from '@opentelemetry/api';

/** Used parts of @hapi/hapi 17 to 21. */
export interface HapiModule {
  server: MakeServer;
  Server: MakeServer;
}

export type MakeServer = (this: unknown, ...args: unknown[]) => Server;

export interface Server {
  route: (this: Server, ...args: unknown[]) => unknown;
  ext: (this: Server, ...args: unknown[]) => unknown;
  /** The plugin that this server was given to. */
  readonly realm?: { readonly plugin?: string };
}

/** Route as the app gives it. */
export interface Route {
  readonly path?: string;
  readonly method?: string | string[];
  readonly handler?: unknown;
  readonly options?: unknown;
}

export type Method = (this: unknown, ...args: unknown[]) => unknown;

export interface Instruments {
  readonly tracer: Tracer;
}
