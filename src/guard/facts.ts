/** What the decision is made from: plain values, gathered once at the start of a thread. */
export interface ProcessFacts {
  /** The script that this thread runs, its symbolic links followed; undefined for `-e`, stdin, the REPL and evaluated workers. */
  readonly script: string | undefined;
  /** The same as it was given, where it differs: `/usr/bin/npm`. */
  readonly givenScript: string | undefined;
  /** What follows the script. */
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  /** With pm2's late variables laid over it. */
  readonly env: Environment;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly thread: ThreadFacts;
  /** The tool that this is, described: `npm is a package manager`. */
  readonly tool: string | undefined;
  /** The file of a copy of this agent that is already at work in this thread. */
  readonly otherCopy: string | undefined;
  /** Another tracer that is at work in this thread, described. */
  readonly otherTracer: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** `loader`: a thread of Node's own, which runs the hooks of `module.register`. */
export type ThreadFacts =
  | { readonly kind: 'main' | 'loader' }
  | { readonly kind: 'worker'; readonly workerData: unknown };

export interface Decision {
  readonly instrument: boolean;
  /** Completes "… because": `npm is a package manager`. */
  readonly reason: string;
  /** The app's owner should know without asking: said at level warn instead of debug, with what follows from it. */
  readonly news?: 'the app runs uninstrumented' | 'the agent stands down';
}
