import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** Used parts of an instance of fastify 4 and 5. */
export interface Fastify {
  readonly pluginName: string;
  addHook(name: string, hook: (this: Fastify, ...args: never[]) => unknown): unknown;
  setNotFoundHandler(this: Fastify, ...args: unknown[]): unknown;
  hasRequestDecorator(name: string): boolean;
}

/** The settings of a route, as the hook 'onRoute' may change them. */
export interface Route extends Record<HookName, Hooks> {
  readonly url: string;
  readonly config?: RouteConfig;
  handler: Handler;
}

/** Config of a route by the app. @fastify/otel, README, "Route config". */
export interface RouteConfig {
  readonly otel?: false | { readonly instrumentHooks?: unknown; readonly instrumentHandler?: unknown };
}

export interface FastifyRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Options of the route, made anew at each read; without a url if no route was found. */
  readonly routeOptions?: { readonly url?: string; readonly config?: RouteConfig };
}

export interface Reply {
  readonly raw: ServerResponse;
  readonly statusCode: number;
}

export type Done = () => void;
export type Handler = (this: Fastify | undefined, ...args: unknown[]) => unknown;
export type Hooks = Handler | Handler[] | undefined;

export const HOOK_NAMES = [
  'onRequest',
  'preParsing',
  'preValidation',
  'preHandler',
  'preSerialization',
  'onSend',
  'onResponse',
  'onError',
] as const;
export type HookName = (typeof HOOK_NAMES)[number];
