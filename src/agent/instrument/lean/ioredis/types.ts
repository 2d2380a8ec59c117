import type { Tracer } from '@opentelemetry/api';

/** Used parts of a client or cluster of ioredis (2 to 6). */
export interface Client {
  readonly status?: string;
  readonly isCluster?: boolean;
  readonly options: { readonly host?: string; readonly port?: number };
}

/** Used parts of a command. */
export interface Command {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly pipelineIndex?: number;
  readonly inTransaction?: boolean;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export interface TracedCommands {
  readonly instruments: { readonly tracer: Tracer };
  /** Records only below a span: `requireParentSpan`. */
  readonly isParentRequired: boolean;
  readonly statementOf: (command: string, args: readonly unknown[]) => string;
  /** True if statements are shown as sent: OTEL_AGENT_DB_STATEMENT. */
  readonly isRaw: boolean;
}

export type Method<This> = (this: This, ...args: unknown[]) => unknown;
