import diagnosticsChannel from 'node:diagnostics_channel';
import path from 'node:path';
import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { loadChunk } from '../chunks';
import { makeWithoutMeters } from '../metrics/deferred-meter-provider';
import {
  CATALOGUE,
  type CatalogueRow,
  chunkOf,
  type InstrumentationSettings,
  leanChunkOf,
} from './catalogue';
import { CONTEXT_KEEPERS, type KeepContextChunk } from './context-keepers';
import type { Coverage } from './coverage';
import { watchEsModules } from './es-modules';
import { hookModules, type LoadedModule } from './module-hook';
import { deliver } from './remembered-channels';
import { skipMiddlewareSpans } from './skip-middleware-spans';
import { notifyHooks } from './upstream-hooks';
import { modulesOf, type PackageFiles, watchList } from './watch-list';

export interface LazyInstrumentationsOptions {
  readonly isEnabled: (row: CatalogueRow) => boolean;
  readonly settings: InstrumentationSettings;
  /** Options by short name that the operator gives; they win over ours. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Replacements of our own where there are some: OTEL_AGENT_LEAN. */
  readonly lean: boolean;
  /** The provider that instrumentations get, made from the SDK's. */
  readonly tracerProvider: (sdk: TracerProvider) => TracerProvider;
  readonly meterProvider: (sdk: MeterProvider) => MeterProvider;
  readonly entry: string | undefined;
  readonly isLambda: boolean;
  readonly coverage: Coverage;
  /** Packages whose load is another moment to ask the following. */
  readonly watchAlso: PackageFiles;
  /** Asked before anything is patched: somebody else traces this process, and the agent has been retired. */
  readonly hasYielded: () => boolean;
}

type InstrumentationClass = new (config: object) => Instrumentation;

/**
 * The one instrumentation that `NodeSDK` is given. It stands for the whole catalogue: it watches the modules that
 * the app loads, and loads an instrumentation when its first target is there.
 */
export class LazyInstrumentations implements Instrumentation {
  readonly instrumentationName = 'otel-agent';
  readonly instrumentationVersion = '';
  readonly #options: LazyInstrumentationsOptions;
  readonly #rows: readonly CatalogueRow[];
  readonly #byModule = new Map<string, CatalogueRow[]>();
  readonly #loaded = new Map<string, Instrumentation>();
  readonly #unhooks: (() => void)[] = [];
  #tracerProvider: TracerProvider = trace.getTracerProvider();
  #meterProvider: MeterProvider = metrics.getMeterProvider();

  constructor(options: LazyInstrumentationsOptions) {
    this.#options = options;
    this.#rows = CATALOGUE.filter(options.isEnabled);
    for (const row of this.#rows) {
      for (const module of modulesOf(row)) {
        const rows = this.#byModule.get(module);
        if (rows === undefined) this.#byModule.set(module, [row]);
        else rows.push(row);
      }
    }
  }

  enable(): void {
    const watch = watchList(this.#rows, [...CONTEXT_KEEPERS, ...this.#options.watchAlso]);
    const onLoad = (module: LoadedModule, exports: unknown) => this.#onLoad(module, exports);
    const onError = (name: string, error: unknown) => this.#options.coverage.failed(name, error);
    const hook = hookModules(watch, onLoad, onError);
    const unwatch = watchEsModules({
      watch,
      onLoad,
      onError,
      hasPatchedMain: hook.hasPatchedMain,
      entry: this.#options.entry,
    });
    this.#unhooks.push(hook.unhook, unwatch);
    for (const row of this.#rows) {
      if (typeof row.trigger === 'object') this.#loadOnFirstMessage(row, row.trigger.channel);
      if (row.trigger === 'lambda' && this.#options.isLambda) this.#load(row);
    }
  }

  /** Loads the instrumentations that have no target; called when the app has started. */
  loadTargetless(): void {
    if (this.#options.hasYielded()) return;
    const { settings, overrides } = this.#options;
    const isOfUse = (row: CatalogueRow) =>
      row.onlyMetrics !== true || settings.sendMetrics || overrides[row.name] !== undefined;
    for (const row of this.#rows) if (row.trigger === 'running' && isOfUse(row)) this.#load(row);
  }

  disable(): void {
    for (const unhook of this.#unhooks.splice(0)) unhook();
    for (const instrumentation of this.#loaded.values()) instrumentation.disable();
  }

  /** Disables all for good: what another tool has wrapped by now cannot be taken back, and is left without effect. */
  retire(tracers: TracerProvider, meters: MeterProvider): void {
    for (const instrumentation of this.#loaded.values()) {
      instrumentation.setTracerProvider(tracers);
      instrumentation.setMeterProvider(meters);
    }
    this.disable();
  }

  setTracerProvider(sdk: TracerProvider): void {
    const provider = this.#options.tracerProvider(sdk);
    this.#tracerProvider = provider;
    for (const instrumentation of this.#loaded.values()) instrumentation.setTracerProvider(provider);
  }

  setMeterProvider(sdk: MeterProvider): void {
    const provider = this.#options.meterProvider(sdk);
    this.#meterProvider = provider;
    for (const instrumentation of this.#loaded.values()) instrumentation.setMeterProvider(provider);
  }

  setConfig(): void {}

  getConfig() {
    return { enabled: false }; // So that NodeSDK enables it once the providers are set.
  }

  #onLoad(module: LoadedModule, exports: unknown): unknown {
    if (this.#options.hasYielded()) return exports;
    const packageName = module.baseDir === undefined ? module.name : packageOf(module.name);
    for (const row of this.#byModule.get(packageName) ?? []) {
      if (!isCovered(row, module.requestedBy)) this.#load(row);
    }
    if (CONTEXT_KEEPERS.has(packageName)) {
      loadChunk<KeepContextChunk>('keep-context').keepContext(module.name, exports);
    }
    const patched = notifyHooks(module, exports);
    if (this.#byModule.has(packageName)) this.#options.coverage.loaded(module, packageName);
    return patched;
  }

  /** Listens on a channel until its first message, and passes that on to the instrumentation which it loads. */
  #loadOnFirstMessage(row: CatalogueRow, channel: string): void {
    const onFirstMessage = (message: unknown) => {
      diagnosticsChannel.unsubscribe(channel, onFirstMessage);
      this.#load(row);
      deliver(channel, message);
    };
    diagnosticsChannel.subscribe(channel, onFirstMessage);
    this.#unhooks.push(() => diagnosticsChannel.unsubscribe(channel, onFirstMessage));
  }

  #load(row: CatalogueRow): void {
    if (this.#loaded.has(row.name)) return;
    const { settings, overrides } = this.#options;
    const config = { ...row.options?.(settings), ...overrides[row.name] };
    const Class = this.#classOf(row, config);
    const instrumentation = makeWithoutMeters(() => new Class({ ...config, enabled: false }));
    instrumentation.setConfig({ ...config, enabled: true }); // Some look at it later, although `enable` is what counts.
    this.#loaded.set(row.name, instrumentation);
    const skip = row.middleware !== undefined && !settings.middlewareSpans(row.name);
    const provider = this.#tracerProvider;
    instrumentation.setTracerProvider(skip ? skipMiddlewareSpans(provider, row.middleware!) : provider);
    instrumentation.setMeterProvider(this.#meterProvider);
    instrumentation.enable();
    this.#options.coverage.instrumentationLoaded(row.name);
  }

  #classOf(row: CatalogueRow, config: Readonly<Record<string, unknown>>): InstrumentationClass {
    const isLean = this.#options.lean && row.lean !== undefined && row.lean(config);
    if (this.#options.lean && row.lean !== undefined && !isLean) this.#options.coverage.notLean(row.name);
    const chunk = path.join('instrument', isLean ? leanChunkOf(row) : chunkOf(row));
    return loadChunk<Record<string, InstrumentationClass>>(chunk)[exportName(row.name)]!;
  }
}

/** The name under which a chunk exports an instrumentation's class. */
export function exportName(name: string): string {
  return name.replace(/\W/g, '_');
}

function packageOf(name: string): string {
  return name.split(path.sep, name.startsWith('@') ? 2 : 1).join('/');
}

function isCovered(row: CatalogueRow, requestedBy: string | undefined): boolean {
  const from = requestedBy ?? '';
  return row.coveredBy?.some(name => from.includes(path.join('node_modules', name) + path.sep)) ?? false;
}
