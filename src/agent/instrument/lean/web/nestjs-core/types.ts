import type { Tracer } from '@opentelemetry/api';
import type { IsSecret } from '../../../../../shared/urls/secret-parameters';

/** Used parts of the files of @nestjs/core 4 to 12. */
export interface NestExports {
  readonly NestFactoryStatic?: { readonly prototype: { create: Method } };
  readonly RouterExecutionContext?: { readonly prototype: RouterContext };
}

/** Makes the functions that handle the requests of a route. */
export interface RouterContext {
  create: (this: RouterContext, ...args: unknown[]) => Method;
  readonly guardsConsumer?: object;
  readonly interceptorsConsumer?: object;
  readonly contextUtils?: object;
}

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Request of Express or Fastify. */
export interface Request {
  readonly method?: string;
  readonly url?: string;
  readonly originalUrl?: string;
  readonly route?: { readonly path?: unknown };
  readonly routeOptions?: { readonly url?: unknown };
  readonly routerPath?: unknown;
}

export interface TracedNest {
  readonly instruments: { readonly tracer: Tracer };
  readonly version: string | undefined;
  readonly isSecret: IsSecret;
  /** False once the agent has left: the app's routes stay wrapped. */
  isEnabled: boolean;
}
