import type { Tracer } from '@opentelemetry/api';

export const ROUTE_METHODS = ['del', 'get', 'head', 'opts', 'post', 'put', 'patch'] as const;

/** Methods of a server that take handlers. Those of `pre` run before a route is found. */
export type ServerMethod = (typeof ROUTE_METHODS)[number] | 'use';

/** Used parts of restify 4 to 12. */
export type Server = Record<ServerMethod, (this: unknown, ...args: unknown[]) => unknown>;

export interface Request {
  readonly route?: Route;
  getRoute?(): Route | undefined;
}

interface Route {
  readonly path?: unknown;
}

export type Handler = (this: unknown, ...args: unknown[]) => unknown;

export type Next = (this: unknown, ...args: unknown[]) => unknown;

export interface TracedRestify {
  readonly instruments: { readonly tracer: Tracer };
  readonly version: string | undefined;
  /** False once the agent has left: the app's routes stay wrapped. */
  isEnabled: boolean;
}
