import type { Tracer } from '@opentelemetry/api';

export interface TracedCommands {
  readonly instruments: { readonly tracer: Tracer };
  /** Records only below a span: `requireParentSpan`. */
  readonly isParentRequired: boolean;
  /** True if messages of errors are shown as they are: OTEL_AGENT_DB_STATEMENT. */
  readonly isRaw: boolean;
  /** Called after the command that ends the driver's sessions. */
  readonly whenSessionsEnd: () => void;
}

/** Command, and the place that it goes to. */
export interface SentCommand {
  readonly operation: string | undefined;
  /** `host:port` of the server. */
  readonly address: string | undefined;
  readonly database: string | undefined;
  readonly collection: string | undefined;
  /** Document that is shown as the statement. */
  readonly document: unknown;
}

export type Method<This = unknown> = (this: This, ...args: unknown[]) => unknown;
export type Callback = (this: unknown, error: unknown, ...results: unknown[]) => unknown;
