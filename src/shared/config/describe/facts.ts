/** Facts on the page about the described process. */
export interface Facts {
  /** The agent's version. */
  readonly version: string;
  /** `process.version` of the described process. */
  readonly nodeVersion: string;
  readonly service: {
    readonly name: string;
    /** Environment name of a setting or path of a package.json; undefined if nothing names the service. */
    readonly from: string | undefined;
  };
  /** Undefined without a process: then the page describes a process started here and now. */
  readonly process?: DescribedProcess;
}

/** Decision of the guard about a process. */
export interface DescribedProcess {
  readonly script: string | undefined;
  readonly instrumented: boolean;
  /** Completes "because": `npm is a package manager`. */
  readonly reason: string;
}
