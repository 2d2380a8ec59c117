import type { ServiceName } from '../services/servers/service';

/** How a host's tests say what came of them. */
export type RunnerName = 'node-test' | 'tap' | 'mocha' | 'script';

/** A published package whose own tests are run under the agent. */
export interface Host {
  readonly name: string;
  readonly version: string;
  readonly runner: RunnerName;
  /** Its test files, by their paths from the package's folder. */
  readonly files: RegExp;
  /** Files of those that cannot be run here, and why not. */
  readonly except?: { readonly files: RegExp; readonly reason: string };
  /** Tests that look at what the agent has to add, and cannot pass beside it: by name, and why not. */
  readonly known?: { readonly tests: RegExp; readonly reason: string };
  /** What the tests need beside the package's own dependencies; exact versions. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Arguments of Node, and of the runner, for each file. */
  readonly nodeArgs?: readonly string[];
  readonly runnerArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** For how long one of its files may run, where 90 s are not enough. */
  readonly endsWithinMs?: number;
  readonly servers?: readonly HostServer[];
  /** Where its tests look for a certificate that it does not publish, without `.cert` and `.key`. */
  readonly certificate?: string;
  /** Its files use the same ports or folders: one after the other. */
  readonly alone?: boolean;
  /** Nothing in its tests makes a span; elsewhere a run without spans would be a run without the agent. */
  readonly isWithoutSpans?: boolean;
  /** Part of the short run that CI makes; a pattern is for those of its files that are. */
  readonly isQuick?: boolean | RegExp;
}

/** A server that a host's tests talk to. */
export interface HostServer {
  readonly name: ServiceName;
  /** Port of 127.0.0.1 at which they look for it. */
  readonly port: number;
  /** What they expect to be in it, for PostgreSQL. */
  readonly sql?: string;
}

/** A package that publishes no tests: this project's suite of its documented API runs instead. */
export interface SuiteHost {
  /** The package, as this project has it installed; the suite is test/hosts/suites/<name>. */
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly services?: readonly ServiceName[];
  readonly isQuick?: boolean;
}
