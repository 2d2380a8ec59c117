import Module from 'node:module';
import { loadChunk } from '../chunks';
import type { LoadedModule } from './module-hook';
import type { CoverageNews, SeenPackage } from './report/coverage-news';

type ReportChunk = typeof import('./report/report');
/** What each instrumentation patches, by its short name. */
export type Targets = Readonly<
  Record<string, readonly { readonly module: string; readonly versions: readonly string[] }[]>
>;

export interface CoverageOptions {
  readonly log: (level: 'warn' | 'debug', message: string) => void;
  readonly isDebug: boolean;
  readonly targets: Targets;
  /** The app's script, where it has one. */
  readonly entry: string | undefined;
}

/**
 * What was loaded, patched or left alone, for the debug log and for diagnosis. It only takes notes until the process
 * is more than a short script; what they mean is worked out by code that is loaded then.
 */
export class Coverage {
  readonly #options: CoverageOptions;
  readonly #packages = new Map<string, SeenPackage>();
  /** Files that were in memory before the agent was. */
  readonly #early = Object.keys((Module as unknown as { _cache: object })._cache);
  #news: CoverageNews | undefined;

  constructor(options: CoverageOptions) {
    this.#options = options;
    if (options.isDebug) this.#tell();
  }

  instrumentationLoaded(name: string): void {
    this.#options.log('debug', `instrumentation ${name} is loaded`);
  }

  notLean(name: string): void {
    this.#options.log(
      'debug',
      `instrumentation ${name} is upstream's, since the lean one does not know its options`,
    );
  }

  loaded({ name, baseDir }: LoadedModule, packageName: string): void {
    if (baseDir === undefined) {
      this.#options.log('debug', `${name} is traced`);
    } else if (!this.#packages.has(baseDir)) {
      const seen = { name: packageName, baseDir };
      this.#packages.set(baseDir, seen);
      this.#news?.packageLoaded(seen);
    }
  }

  failed(name: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log('warn', `${name} could not be instrumented and runs as it is: ${reason}`);
  }

  /** The process is running: what is amiss is said now, and from now on as it happens. */
  tellNews(): void {
    const { entry } = this.#options;
    this.#tell().whenRunning({ early: this.#early, entry });
  }

  #tell(): CoverageNews {
    if (this.#news !== undefined) return this.#news;
    const { log, targets } = this.#options;
    this.#news = loadChunk<ReportChunk>('report').coverageNews({ log, targets, packages: this.#packages });
    return this.#news;
  }
}
