/** Facts for the decision: plain values, gathered once at the start of a thread. */
export interface ProcessFacts {
  /** Script of this thread, its symbolic links followed; undefined for `-e`, stdin, the REPL and evaluated workers. */
  readonly script: string | undefined;
  /** Script as it was given, if that differs: `/usr/bin/npm`. */
  readonly givenScript: string | undefined;
  /** Arguments behind the script. */
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  /** Environment with pm2's late variables laid over it. */
  readonly env: Environment;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly thread: ThreadFacts;
  /** Description of this process as a tool: `npm is a package manager`. */
  readonly tool: string | undefined;
  /** File of a copy of this agent that is already at work in this thread. */
  readonly otherCopy: string | undefined;
  /** Description of another tracer that is at work in this thread. */
  readonly otherTracer: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Facts about a thread. `loader` is a thread of Node's own, which runs the hooks of `module.register`. */
export type ThreadFacts =
  | { readonly kind: 'main' | 'loader' }
  | { readonly kind: 'worker'; readonly workerData: unknown };

export interface Decision {
  readonly instrument: boolean;
  /** Completes "… because": `npm is a package manager`. */
  readonly reason: string;
  /** Consequence that the app's owner should know of, and its mend: reported at level warn instead of debug. */
  readonly news?: {
    readonly effect: 'the app runs uninstrumented' | 'the agent stands down';
    readonly mend: string;
  };
}
