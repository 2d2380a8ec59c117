import type { Tracer } from '@opentelemetry/api';
import type { FunctionHost } from '../../../catalogue/row';

/** Options of upstream's instrumentation that are heeded, and what the agent adds. */
export interface LambdaOptions {
  readonly lambdaHandler?: string;
  /** Milliseconds since 1970. */
  readonly lambdaStartTime?: number;
  readonly captureHeaders: { readonly requestHeaders: string[]; readonly responseHeaders: string[] };
  readonly redactQuery: readonly string[];
  readonly functions: FunctionHost;
}

/** Members of the runtime's context object that are read. Those of the callback style are gone with Node 24. */
export interface LambdaContext {
  readonly awsRequestId?: string;
  readonly functionName?: string;
  readonly invokedFunctionArn?: string;
  readonly xRayTraceId?: string;
  readonly clientContext?: unknown;
  getRemainingTimeInMillis?(): number;
  done?: Done;
  succeed?(result?: unknown): void;
  fail?(error?: unknown): void;
}

/** The callback of Node's style. */
export type Done = (error?: unknown, result?: unknown) => void;

/** Response stream of a streaming handler, as far as it tells its end. */
export interface ResponseStream {
  readonly writableFinished?: boolean;
  readonly destroyed?: boolean;
  once(event: string, listener: () => void): unknown;
}

export type Handler = (...args: unknown[]) => unknown;

/** Parts that all invocations share. */
export interface LambdaTracing {
  /** Read anew for each invocation: the tracer changes when the SDK's provider is there. */
  readonly instruments: { readonly tracer: Tracer };
  readonly options: LambdaOptions;
  /** Tells once whether this is the process's first invocation, and one that had to wait for its start. */
  takeColdStart(): boolean;
  isEnabled: boolean;
}
