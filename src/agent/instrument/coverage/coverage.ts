import Module from 'node:module';
import { loadChunk } from '../../boot/chunks';
import { isPatched } from '../../upstream/upstream-hooks';
import type { LoadedModule } from '../modules/module-hook';
import type { CoverageNews } from './coverage-news';
import type { CoverageLog, Failure, SeenPackage, Targets } from './targets';

export interface CoverageOptions {
  readonly log: CoverageLog;
  readonly isDebug: boolean;
  readonly targets: Targets;
  /** The app's script, if it has one. */
  readonly entry: string | undefined;
}

/**
 * Notes modules that were loaded, patched or left alone, for the debug log and for diagnosis. Code that works out their
 * meaning loads when the process is more than a short script.
 */
export class Coverage {
  readonly #options: CoverageOptions;
  readonly #packages = new Map<string, SeenPackage>();
  /** Files that were loaded before the agent. */
  #early = Object.keys((Module as unknown as { _cache: object })._cache);
  /** Packages whose tracing channels are heard, with the name of one. */
  readonly #channels = new Map<string, string>();
  #news: CoverageNews | undefined;
  /** Modules that could not be instrumented, by their packages' folders; those of Node by their names. */
  readonly failures = new Map<string, Failure>();

  constructor(options: CoverageOptions) {
    this.#options = options;
    if (options.isDebug) this.#tell();
  }

  /** Packages of the catalogue that the app has loaded, by folder. */
  get packages(): ReadonlyMap<string, SeenPackage> {
    return this.#packages;
  }

  /** Files that were loaded before the agent. */
  get early(): readonly string[] {
    return this.#early;
  }

  /** Tells whether a lean piece has patched something of a package, whatever its version. */
  isPatched(folder: string): boolean {
    return isPatched(folder);
  }

  instrumentationLoaded(name: string): void {
    this.#options.log('debug', `instrumentation ${name} is loaded`);
  }

  /** Notes packages whose work is heard on a channel, wherever their code is. */
  channelHeard(packageNames: Iterable<string>, channel: string): void {
    for (const name of packageNames) this.#channels.set(name, channel);
  }

  channelUnheard(packageNames: Iterable<string>): void {
    for (const name of packageNames) this.#channels.delete(name);
  }

  notLean(name: string): void {
    this.#options.log(
      'debug',
      `instrumentation ${name} is upstream's, since the lean replacement does not know its options`,
    );
  }

  loaded({ name, baseDir, version }: LoadedModule, packageName: string, isByChannels: boolean): void {
    if (baseDir === undefined) {
      this.#options.log('debug', `${name} is traced`);
    } else if (!this.#packages.has(baseDir)) {
      const seen = { name: packageName, baseDir, version, isByChannels };
      this.#packages.set(baseDir, seen);
      this.#news?.packageLoaded(seen);
    }
  }

  /** Files that were loaded before the agent are traced all the same. */
  forgetEarly(): void {
    this.#early = [];
  }

  failed({ name, baseDir }: LoadedModule, packageName: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const key = baseDir ?? name;
    if (!this.failures.has(key)) this.failures.set(key, { name: packageName, reason });
    this.#options.log('warn', `${name} could not be instrumented and runs as it is: ${reason}`);
  }

  /** Reports problems now, and from now on as they happen: the process is running. */
  tellNews(): void {
    const { entry } = this.#options;
    this.#tell().whenRunning({ early: this.#early, entry });
  }

  /** Ends what waits for a later moment. */
  stop(): void {
    this.#news?.stop();
  }

  #tell(): CoverageNews {
    if (this.#news !== undefined) return this.#news;
    const { log, targets } = this.#options;
    this.#news = loadChunk<typeof import('./report')>('report').coverageNews({
      log,
      targets,
      packages: this.#packages,
      channels: this.#channels,
      isPatched,
    });
    return this.#news;
  }
}
