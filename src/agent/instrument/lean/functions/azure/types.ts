import type { Tracer } from '@opentelemetry/api';
import type { FunctionHost } from '../../../catalogue/row';
import type { UrlRedaction } from '../../http/url-query';

export interface AzureOptions {
  readonly redactQuery: readonly string[];
  readonly functions: FunctionHost;
}

/** Parts that all invocations share. */
export interface AzureTracing {
  /** Read anew for each invocation: the tracer changes when the SDK's provider is there. */
  readonly instruments: { readonly tracer: Tracer };
  readonly options: AzureOptions;
  readonly redaction: UrlRedaction;
  /** Tells once whether this is the process's first invocation, and one that had to wait for its start. */
  takeColdStart(): boolean;
}

/** Invocation that is about to begin, as the worker shows it to its hooks. */
export interface PreInvocation {
  readonly invocationContext: AzureContext;
  readonly inputs: readonly unknown[];
  functionCallback: (...args: unknown[]) => unknown;
}

/** Members of the programming model's context that are read. */
export interface AzureContext {
  readonly invocationId?: string;
  readonly functionName?: string;
  /** Trace context of the host's own span. */
  readonly traceContext?: { readonly traceParent?: string; readonly traceState?: string };
  /** Properties of the message that triggered it, and the like. */
  readonly triggerMetadata?: unknown;
  readonly options?: { readonly trigger?: AzureTrigger };
}

/** Trigger as the app has registered it. */
export interface AzureTrigger {
  readonly type?: string;
  readonly route?: string;
  readonly queueName?: string;
  readonly topicName?: string;
  readonly eventHubName?: string;
}

/** The programming model's `HttpRequest`. */
export interface AzureRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Iterable<[name: string, value: string]>;
}
