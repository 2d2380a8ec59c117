/** The modules and versions that each instrumentation patches, by its short name. */
export type Targets = Readonly<
  Record<string, readonly { readonly module: string; readonly versions: readonly string[] }[]>
>;

/** A package of the catalogue that the app has loaded. */
export interface SeenPackage {
  readonly name: string;
  readonly baseDir: string;
  /** Undefined if the package.json in that folder has to be read. */
  readonly version: string | undefined;
  /** True if it tells its work by channels of its own, and nothing of it is patched. */
  readonly isByChannels: boolean;
}

/** Reason why a package, or a module of Node, could not be instrumented. */
export interface Failure {
  readonly name: string;
  readonly reason: string;
}

/** Log of coverage for the user. */
export type CoverageLog = (level: 'warn' | 'debug', message: string) => void;
