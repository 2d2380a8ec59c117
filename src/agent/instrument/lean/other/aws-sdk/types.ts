import type { Attributes, Context, Histogram, Span, SpanKind, Tracer } from '@opentelemetry/api';

/** Options of upstream's instrumentation that are heeded too, and the agent's own. */
export interface AwsOptions {
  /** Leaves out the spans of the HTTP requests that a command makes. */
  readonly suppressInternalInstrumentation?: boolean;
  /** Looks for the context of a received message in its body, too. */
  readonly sqsExtractContextPropagationFromPayload?: boolean;
  /** The agent's own option: further query parameters to hide in URLs. */
  readonly redactQuery?: readonly string[];
  /** The agent's own option: errors of databases are shown with their values. */
  readonly rawStatements?: boolean;
}

/** Metrics of requests to language models. */
export interface AwsMetrics {
  readonly tokenUsage: Histogram;
  readonly operationDuration: Histogram;
}

export type AwsInstruments = AwsMetrics & { readonly tracer: Tracer };

/** Values that all commands share. */
export interface AwsTracing {
  readonly instruments: AwsInstruments;
  readonly options: AwsOptions;
  /** By name without spaces: `SecretsManager`. */
  readonly services: ReadonlyMap<string, Service>;
}

/** Input of a command; its fields are the app's and may be anything. */
export type Input = Readonly<Record<string, unknown>>;

/** Command that is sent. */
export interface AwsRequest {
  readonly service: string;
  readonly command: string;
  readonly input: Input;
}

/** Parts of a span that a service's rules decide. */
export interface Description {
  /** Default: `DynamoDB.GetItem`. */
  readonly name?: string;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** True if callbacks of the answer's promise continue the span: they process messages. */
  readonly isIncoming?: boolean;
}

/** Command that was answered. */
export interface Answer {
  readonly request: AwsRequest;
  readonly span: Span;
  readonly output: Input;
  readonly requestId: unknown;
  /** Time since the command was sent, in milliseconds. */
  elapsedMs(): number;
  /** Ends the span, if it has not ended. */
  end(): void;
  /** Ends the span with an error. */
  fail(error: unknown): void;
}

/** Rules by which the commands of a service become spans. */
export interface Service {
  describe(request: AwsRequest): Description;
  /** Returns a copy of the input that carries a context; undefined if the command is sent as it is. */
  carry?(request: AwsRequest, context: Context): Input | undefined;
  /** Notes an answer. Returns true if the span is not to end yet: `answer.end` ends it. */
  note?(answer: Answer): boolean | undefined;
  /** Returns an error's message as the span may show it. */
  redact?(message: string): string;
}

export interface Command {
  readonly input?: unknown;
}

/** Used parts of a client's configuration. */
export interface ClientConfig {
  readonly serviceId?: string;
  readonly region?: () => unknown;
}

export interface Client {
  readonly config?: ClientConfig;
  readonly middlewareStack: MiddlewareStack;
}

export type Send = (this: Client, ...args: [Command, ...unknown[]]) => unknown;

/** Facts that the SDK tells its middleware. */
export interface HandlerContext {
  readonly clientName?: string;
  readonly commandName?: string;
}

export type Handler = (command: Command) => unknown;

/** Middleware of a client, a command, or both; a copy has them all. */
export interface MiddlewareStack {
  resolve(handler: Handler, context: HandlerContext): Handler;
  clone(): MiddlewareStack;
  concat(from: MiddlewareStack): MiddlewareStack;
}
