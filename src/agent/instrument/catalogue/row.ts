/** Parts of the process that the invocations of a serverless function need. */
export interface FunctionHost {
  /** The live environment: the runtime changes it at each invocation. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Sends everything that was recorded, within this time. Never rejects. */
  flush(withinMs: number): Promise<unknown>;
  /** Sends spans and log records. Metrics wait for their interval: processes of many requests give their sum. */
  flushItems(withinMs: number): Promise<unknown>;
  /** Calls `end` if the process ends first, with the exception that ends it. Returns a function that forgets it. */
  ifProcessEnds(end: (error: unknown) => void): () => void;
}

/** Settings of instrumentations, as plain values. */
export interface InstrumentationSettings {
  /** True if this framework's middleware gets spans. Off by default: they are most of the noise and of the cost. */
  readonly middlewareSpans: (framework: string) => boolean;
  readonly graphqlResolveSpans: boolean;
  /** Puts prompts and answers of language models on spans. */
  readonly captureMessages: boolean;
  /** Keeps literals of SQL statements and Redis arguments instead of `?`. */
  readonly rawStatements: boolean;
  /** Further query parameters that are hidden in URLs. */
  readonly redactQuery: readonly string[];
  /** A glob; undefined leaves no route out. */
  readonly fastifyIgnorePaths: string | undefined;
  readonly sendMetrics: boolean;
  readonly sendLogs: boolean;
  /** The process, as functions of a serverless platform see it. */
  readonly functions: FunctionHost;
  readonly captureHeaders: {
    readonly client: { requestHeaders: string[]; responseHeaders: string[] };
    readonly server: { requestHeaders: string[]; responseHeaders: string[] };
  };
}

/** Tracing channels that a library publishes itself. */
export interface Channels {
  /** Without `tracing:` and event. */
  readonly names: readonly string[];
  /** First version of the packages that is left to its channels instead of being patched. */
  readonly since: readonly [major: number, minor: number];
  /**
   * True if a subscriber changes what the app sees of its errors. Loaded copies are patched then, though they publish
   * as well; the channels are heard only where the instrumentation's own switch is on, for copies in a bundle, while no
   * copy is patched.
   */
  readonly changesHost?: true;
  /** Tells whether these options are heeded. Otherwise, or with OTEL_AGENT_LEAN=off, every version is patched. */
  readonly heeds: (options: Readonly<Record<string, unknown>>) => boolean;
}

/** Package or built-in that is patched, with its inner files that matter beside the main file. */
export interface Target {
  readonly module: string;
  readonly versions: readonly string[];
  readonly files?: readonly string[];
}

/** Instrumentation: place of its code, time of its loading, and options that differ from its own. */
export interface CatalogueRow {
  /** The short name: `pg` for `@opentelemetry/instrumentation-pg`. */
  readonly name: string;
  /** True if the library has no instrumentation of upstream's: all code for it is the agent's own. */
  readonly isOwn?: true;
  /** Targets of `lean`, beside the targets of upstream's instrumentation. */
  readonly targets?: readonly Target[];
  /** Options of a library without an instrumentation of upstream's, with their kinds, for operators to set. */
  readonly ownOptions?: Readonly<Record<string, 'boolean'>>;
  /** The npm package, if it is not `@opentelemetry/instrumentation-<name>`. */
  readonly package?: string;
  /** File of dist/instrument/ with upstream's code, if that is not the name: seldom used ones share a file. */
  readonly chunk?: string;
  /** Kind of library, if its lean piece is in lean/<kind>/, and shares a file of dist/instrument/ with others of its kind. */
  readonly leanKind?: 'databases' | 'functions' | 'genai' | 'http' | 'other' | 'web';
  /**
   * Event that loads its code: its first target (the default), the first message of a diagnostics channel, or, without a
   * target, that the app is running. The environment names Lambda's target.
   */
  readonly trigger?: { channel: string } | 'running' | 'lambda';
  /** Makes only metrics: left out if none are sent, unless the operator gives it options. */
  readonly onlyMetrics?: true;
  /** Further modules that load it, beside those of its own definitions. */
  readonly modules?: readonly string[];
  /** Left alone when these packages bring it, since their own instrumentation covers it. */
  readonly coveredBy?: readonly string[];
  /**
   * Tells whether the agent's own replacement, src/agent/instrument/lean/<name>.ts, heeds these options. Otherwise, or
   * with OTEL_AGENT_LEAN=off, upstream's is loaded.
   */
  readonly lean?: (options: Readonly<Record<string, unknown>>) => boolean;
  readonly options?: (settings: InstrumentationSettings) => Record<string, unknown>;
  /** Tracing channels of the library's own, for which src/agent/instrument/channels/<name>.ts makes the spans. */
  readonly channels?: Channels;
  /** Span attribute that marks a middleware span, for those without an option of their own. */
  readonly middleware?: { attribute: string; value: string };
}
