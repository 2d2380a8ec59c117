import type { NodeMajor } from '../nodes';
import type { Requirement, ServiceName } from '../services/servers/service';

/** Way in which a host's tests report their outcomes. */
export type RunnerName = 'node-test' | 'tap' | 'mocha' | 'script';

/** A published package whose own tests are run under the agent. */
export interface Host {
  readonly name: string;
  readonly version: string;
  readonly runner: RunnerName;
  /** Its test files, by their paths from the package's folder. */
  readonly files: RegExp;
  /** Files among them that cannot be run here, and the reason. */
  readonly except?: { readonly files: RegExp; readonly reason: string };
  /** Tests that look at what the agent has to add, and cannot pass beside it: by name, and why not. */
  readonly known?: { readonly tests: RegExp; readonly reason: string };
  /** Packages that the tests need beside the package's own dependencies; exact versions. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Arguments of Node, and of the runner, for each file. */
  readonly nodeArgs?: readonly string[];
  readonly runnerArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Time limit for each of its files, if 90 s are not enough. */
  readonly endsWithinMs?: number;
  readonly servers?: readonly HostServer[];
  /** Path, without `.cert` and `.key`, at which its tests look for a certificate that it does not publish. */
  readonly certificate?: string;
  /** Runs its files in turn, since they share ports or folders. */
  readonly alone?: boolean;
  /** True if its tests make no span; for other hosts a run without spans would be a run without the agent. */
  readonly isWithoutSpans?: boolean;
  /** Tells whether it is part of CI's short run; a pattern matches the files that are. */
  readonly isQuick?: boolean | RegExp;
}

/** A server that a host's tests talk to. */
export interface HostServer {
  readonly name: ServiceName;
  /** Port of 127.0.0.1 at which they look for it. */
  readonly port: number;
  /** Content that they expect in it, for PostgreSQL. */
  readonly sql?: string;
}

/** This project's suite of a package's documented API: the package publishes no tests, or tests that cannot be run here. */
export interface SuiteHost {
  /** Its name, also of its folder in test/hosts/suites/ and of the package with its version, unless `suite` names another. */
  readonly name: string;
  readonly suite?: string;
  /** Packages that it requires, exact versions; without this, all are as this project has them installed. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Makes its packages, which have a native part, for the Node that runs this: it takes that one. */
  readonly build?: Requirement;
  /** The oldest Node on which its packages run: it takes this one where an older is asked for. */
  readonly since?: NodeMajor;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  readonly services?: readonly ServiceName[];
  /** Tests that look at what the agent has to add, and cannot pass beside it: by name, and why not. */
  readonly known?: { readonly tests: RegExp; readonly reason: string };
  /** True if its tests make no span. */
  readonly isWithoutSpans?: boolean;
  readonly isQuick?: boolean;
}
