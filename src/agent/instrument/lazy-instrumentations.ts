import path from 'node:path';
import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { loadChunk } from '../boot/chunks';
import { isSince, noteVersion } from '../upstream/package-version';
import { notifyHooks } from '../upstream/upstream-hooks';
import { CATALOGUE } from './catalogue/catalogue';
import type { CatalogueRow } from './catalogue/row';
import { hearsChannels } from './catalogue/ways';
import { atFirstMessage } from './channels/watch-channels';
import { CONTEXT_KEEPERS, type KeepContextChunk } from './keep-context/context-keepers';
import { LoadedInstrumentations, type LoadingOptions } from './loaded-instrumentations';
import { type BegunEsWatch, watchEsModules } from './modules/es-modules';
import { watchBundles } from './modules/handed-over/watch-bundles';
import { hookModules, type LoadedModule, type OnError } from './modules/module-hook';
import { modulesOf, type PackageFiles, watchList } from './modules/watch-list';

export interface LazyInstrumentationsOptions extends LoadingOptions {
  readonly isEnabled: (row: CatalogueRow) => boolean;
  /** True if the operator has turned it on by its own switch. */
  readonly isAskedFor: (row: CatalogueRow) => boolean;
  readonly entry: string | undefined;
  /** The agent leaves this process again. */
  readonly isAttached: boolean;
  readonly isLambda: boolean;
  readonly begunEsWatch: BegunEsWatch | undefined;
  /** Further packages whose load calls `yieldToOthers`. */
  readonly watchAlso: PackageFiles;
  /** Looks for another tracer and leaves the process to it: true then. Called before anything is patched. */
  readonly yieldToOthers: () => boolean;
}

/**
 * The only instrumentation that `NodeSDK` is given. It stands for the whole catalogue: it watches the modules that the app
 * loads, and loads an instrumentation with its first target.
 */
export class LazyInstrumentations implements Instrumentation {
  readonly instrumentationName = 'otel-agent';
  readonly instrumentationVersion = '';
  readonly #options: LazyInstrumentationsOptions;
  readonly #rows: readonly CatalogueRow[];
  readonly #byModule = new Map<string, CatalogueRow[]>();
  readonly #loaded: LoadedInstrumentations;
  readonly #unhooks: (() => void)[] = [];
  /** Rows whose channels are heard, with the end of that. */
  readonly #byChannels = new Map<CatalogueRow, () => void>();

  constructor(options: LazyInstrumentationsOptions) {
    this.#options = options;
    this.#loaded = new LoadedInstrumentations(options);
    this.#rows = CATALOGUE.filter(options.isEnabled);
    for (const row of this.#rows) {
      for (const module of modulesOf(row)) {
        const rows = this.#byModule.get(module);
        if (rows === undefined) this.#byModule.set(module, [row]);
        else rows.push(row);
      }
    }
  }

  /** Instrumentations in use, by short name, with `, by channels` behind it where they use channels. */
  get loaded(): ReadonlyMap<string, Instrumentation> {
    return this.#loaded.byName;
  }

  enable(): void {
    const watch = watchList(this.#rows, [...CONTEXT_KEEPERS, ...this.#options.watchAlso]);
    const onLoad = (module: LoadedModule, exports: unknown) => this.#onLoad(module, exports);
    const onError: OnError = (module, error) =>
      this.#options.coverage.failed(module, packageNameOf(module), error);
    const hook = hookModules(watch, onLoad, onError);
    const unwatch = watchEsModules({
      watch,
      onLoad,
      onError,
      patchedMain: hook.patchedMain,
      entry: this.#options.entry,
      isAttached: this.#options.isAttached,
      begun: this.#options.begunEsWatch,
    });
    const mayBeCovered = (name: string) => this.#byModule.get(name)?.some(row => row.coveredBy) === true;
    const receiver = { onLoad, onError, mayBeCovered };
    const unwatchBundles = watchBundles(module =>
      loadChunk<typeof import('./modules/es-hooks')>('es-hooks').handOnBundledModule(receiver, module),
    );
    this.#unhooks.push(hook.unhook, unwatch, unwatchBundles);
    for (const row of this.#rows) {
      if (typeof row.trigger === 'object')
        this.#unhooks.push(atFirstMessage([row.trigger.channel], () => this.#load(row)));
      if (this.#isHeard(row)) this.#hear(row);
      if (row.trigger === 'lambda' && this.#options.isLambda) this.#load(row);
    }
  }

  /** Loads the instrumentations without a target. Call it when the app has started. */
  loadTargetless(): void {
    if (this.#options.yieldToOthers()) return;
    const { settings, overrides, isLambda, isAskedFor } = this.#options;
    // A sandbox serves one request at a time and stands still between them: the process's metrics say little there.
    const isOfUse = (row: CatalogueRow) =>
      row.onlyMetrics !== true ||
      (settings.sendMetrics && (!isLambda || isAskedFor(row))) ||
      overrides[row.name] !== undefined;
    for (const row of this.#rows) if (row.trigger === 'running' && isOfUse(row)) this.#load(row);
  }

  /** Turns the spans and metrics of instrumentations (short names) on and off; their patches stay. */
  switchAll(isOn: (name: string) => boolean): void {
    this.#loaded.switchAll(isOn);
  }

  disable(): void {
    for (const unhook of this.#unhooks.splice(0)) unhook();
    this.#loaded.disable();
  }

  /** Disables all for good. Wrappers that another tool has wrapped in turn stay, without effect. */
  retire(tracers: TracerProvider, meters: MeterProvider): void {
    this.silence(tracers, meters);
    this.disable();
  }

  /** Lets all record with these providers, which record nothing; what has begun goes on. */
  silence(tracers: TracerProvider, meters: MeterProvider): void {
    this.#loaded.silence(tracers, meters);
  }

  /** Tells whether loads of a package are watched. */
  isWatched(packageName: string): boolean {
    return this.#byModule.has(packageName) || CONTEXT_KEEPERS.has(packageName);
  }

  /** Reaches objects of the app that were made before their instrumentations were loaded, where loading alone does not. */
  reachEarlier(): void {
    this.#options.coverage.forgetEarly();
    this.#loaded.reachEarlier();
  }

  setTracerProvider(sdk: TracerProvider): void {
    this.#loaded.setTracerProvider(sdk);
  }

  setMeterProvider(sdk: MeterProvider): void {
    this.#loaded.setMeterProvider(sdk);
  }

  setConfig(): void {}

  getConfig() {
    return { enabled: false }; // NodeSDK enables it once the providers are set.
  }

  #onLoad(module: LoadedModule, exports: unknown): unknown {
    if (this.#options.yieldToOthers()) return exports;
    if (module.version !== undefined) noteVersion(module.baseDir!, module.version);
    const packageName = module.baseDir === undefined ? module.name : packageNameOf(module);
    const isLeftToChannels = this.#loadFor(module, packageName);
    if (CONTEXT_KEEPERS.has(packageName)) {
      const { keepContext } = loadChunk<KeepContextChunk>('keep-context');
      this.#unhooks.push(...keepContext(module.name, exports));
    }
    const patched = isLeftToChannels ? exports : notifyHooks(module, exports);
    if (this.#byModule.has(packageName)) this.#options.coverage.loaded(module, packageName, isLeftToChannels);
    return patched;
  }

  /** Loads the instrumentations of a module; returns true if its version tells its work by channels instead. */
  #loadFor(module: LoadedModule, packageName: string): boolean {
    let isLeftToChannels = false;
    for (const row of this.#byModule.get(packageName) ?? []) {
      if (this.#isCovered(row, module.requestedBy)) continue;
      if (this.#byChannels.has(row) && isSince(module.baseDir, row.channels!.since)) isLeftToChannels = true;
      else this.#load(row);
    }
    return isLeftToChannels;
  }

  /** A package that is traced by its channels covers another from the version on that has them. */
  #isCovered({ coveredBy = [] }: CatalogueRow, requestedBy = ''): boolean {
    return coveredBy.some(name => {
      const folder = path.join('node_modules', name) + path.sep;
      const end = requestedBy.lastIndexOf(folder) + folder.length;
      if (end < folder.length) return false;
      const own = CATALOGUE.find(row => row.name === name && row.channels !== undefined);
      return !own || (this.#byChannels.has(own) && isSince(requestedBy.slice(0, end), own.channels!.since));
    });
  }

  #isHeard(row: CatalogueRow): boolean {
    const { lean, isAskedFor } = this.#options;
    return hearsChannels(row, { lean, isAskedFor: isAskedFor(row), options: this.#loaded.configOf(row) });
  }

  /** Waits for a library's channels. Until the first message, none of the code that makes spans of them is loaded. */
  #hear(row: CatalogueRow): void {
    const names = row.channels!.names.map(name => `tracing:${name}:start`);
    const unhook = atFirstMessage(names, () => {
      if (!this.#options.yieldToOthers()) this.#loaded.load(row, 'channels');
    });
    this.#byChannels.set(row, () => {
      this.#byChannels.delete(row);
      this.#options.coverage.channelUnheard(modulesOf(row));
      unhook();
      this.#loaded.disableChannels(row);
    });
    this.#unhooks.push(unhook);
    this.#options.coverage.channelHeard(modulesOf(row), row.channels!.names[0]!);
  }

  #load(row: CatalogueRow): void {
    if (this.#loaded.isPatched(row)) return;
    const way = this.#loaded.patchedWay(row);
    if (way === undefined) return;
    // Copies that are patched publish too.
    if (row.channels?.changesHost) this.#byChannels.get(row)?.();
    this.#loaded.load(row, way);
  }
}

function packageNameOf({ name }: LoadedModule): string {
  return name.split(path.sep, name.startsWith('@') ? 2 : 1).join('/');
}
