import {
  createNoopMeter,
  type MeterProvider,
  metrics,
  ProxyTracerProvider,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { loadChunk } from '../boot/chunks';
import { makeWithoutMeters } from '../upstream/metrics/deferred-meter-provider';
import { channelsChunkOf, chunkOf, leanChunkOf } from './catalogue/catalogue';
import type { CatalogueRow, InstrumentationSettings } from './catalogue/row';
import { skipMiddlewareSpans } from './catalogue/skip-middleware-spans';
import { patchedWay } from './catalogue/ways';
import type { Coverage } from './coverage/coverage';

export interface LoadingOptions {
  readonly settings: InstrumentationSettings;
  /** The operator's options by short name; they win over the agent's. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** OTEL_AGENT_LEAN: prefers the agent's own replacements. */
  readonly lean: boolean;
  /** Gathers the scopes of the replacements that are in use. */
  readonly leanScopes: Set<string>;
  /** Returns the provider for instrumentations, given the SDK's. */
  readonly tracerProvider: (sdk: TracerProvider) => TracerProvider;
  readonly meterProvider: (sdk: MeterProvider) => MeterProvider;
  readonly coverage: Coverage;
}

/** Ways of tracing a library, with the file of dist/instrument/ that has the code. */
const CHUNK_OF = { channels: channelsChunkOf, lean: leanChunkOf, upstream: chunkOf } as const;
type Way = keyof typeof CHUNK_OF;

type InstrumentationClass = new (config: object) => Instrumentation;

/** Instrumentations that are in use. Loads them, and gives them the providers that they record with. */
export class LoadedInstrumentations {
  readonly #options: LoadingOptions;
  readonly #byName = new Map<string, Instrumentation>();
  readonly #rowOf = new Map<Instrumentation, CatalogueRow>();
  #isOn = (_name: string) => true;
  #tracerProvider: TracerProvider = trace.getTracerProvider();
  #meterProvider: MeterProvider = metrics.getMeterProvider();

  constructor(options: LoadingOptions) {
    this.#options = options;
  }

  /** By short name, with `, by channels` behind it where they use channels. */
  get byName(): ReadonlyMap<string, Instrumentation> {
    return this.#byName;
  }

  /** True if the row's library is traced by patches, the agent's own or upstream's. */
  isPatched({ name }: CatalogueRow): boolean {
    return this.#byName.has(name);
  }

  disableChannels({ name }: CatalogueRow): void {
    this.#byName.get(loadedKey(name, 'channels'))?.disable();
  }

  load(row: CatalogueRow, way: Way): void {
    const { leanScopes, coverage } = this.#options;
    const config = this.configOf(row);
    const chunk = loadChunk<Record<string, InstrumentationClass>>(`instrument/${CHUNK_OF[way](row)}`);
    const Class = chunk[exportName(row.name)]!;
    const instrumentation = makeWithoutMeters(() => new Class({ ...config, enabled: false }));
    instrumentation.setConfig({ ...config, enabled: true }); // Some instrumentations look at it later, although `enable` counts.
    this.#byName.set(loadedKey(row.name, way), instrumentation);
    // A scope whose spans may come from upstream's as well is redacted as theirs.
    if (way !== 'upstream' && !this.#hasOther(instrumentation))
      leanScopes.add(instrumentation.instrumentationName);
    else leanScopes.delete(instrumentation.instrumentationName);
    this.#rowOf.set(instrumentation, row);
    this.#giveProviders(instrumentation, row);
    instrumentation.enable();
    coverage.instrumentationLoaded(way === 'channels' ? `${row.name}, by channels,` : row.name);
  }

  /** Way in which the copies of a row's library are patched; undefined if nothing patches them. */
  patchedWay(row: CatalogueRow): 'lean' | 'upstream' | undefined {
    const { lean, coverage } = this.#options;
    const way = patchedWay(row, { lean, options: this.configOf(row) });
    if (way === 'upstream' && lean && row.lean !== undefined) coverage.notLean(row.name);
    return way;
  }

  /** Options of a row's instrumentation. */
  configOf({ name, options }: CatalogueRow): Record<string, unknown> {
    return { ...options?.(this.#options.settings), ...this.#options.overrides[name] };
  }

  /** Turns the spans and metrics of instrumentations (short names) on and off; their patches stay. */
  switchAll(isOn: (name: string) => boolean): void {
    this.#isOn = isOn;
    for (const [instrumentation, row] of this.#rowOf) this.#giveProviders(instrumentation, row);
  }

  disable(): void {
    for (const instrumentation of this.#byName.values()) instrumentation.disable();
  }

  /** Lets all record with these providers, which record nothing; what has begun goes on. */
  silence(tracers: TracerProvider, meters: MeterProvider): void {
    this.#rowOf.clear();
    for (const instrumentation of this.#byName.values()) {
      instrumentation.setTracerProvider(tracers);
      instrumentation.setMeterProvider(meters);
    }
  }

  /** Reaches objects of the app that were made before their instrumentations were loaded, where loading alone does not. */
  reachEarlier(): void {
    for (const instrumentation of this.#byName.values())
      (instrumentation as { reachEarlier?(): void }).reachEarlier?.();
  }

  setTracerProvider(sdk: TracerProvider): void {
    const provider = this.#options.tracerProvider(sdk);
    this.#tracerProvider = provider;
    for (const instrumentation of this.#byName.values()) instrumentation.setTracerProvider(provider);
  }

  setMeterProvider(sdk: MeterProvider): void {
    const provider = this.#options.meterProvider(sdk);
    this.#meterProvider = provider;
    for (const instrumentation of this.#byName.values()) instrumentation.setMeterProvider(provider);
  }

  #giveProviders(instrumentation: Instrumentation, row: CatalogueRow): void {
    if (!this.#isOn(row.name)) {
      instrumentation.setTracerProvider(new ProxyTracerProvider());
      instrumentation.setMeterProvider({ getMeter: createNoopMeter });
      return;
    }
    const skip = row.middleware !== undefined && !this.#options.settings.middlewareSpans(row.name);
    const provider = this.#tracerProvider;
    instrumentation.setTracerProvider(skip ? skipMiddlewareSpans(provider, row.middleware!) : provider);
    instrumentation.setMeterProvider(this.#meterProvider);
  }

  #hasOther(one: Instrumentation): boolean {
    const { instrumentationName } = one;
    return [...this.#byName.values()].some(
      other => other !== one && other.instrumentationName === instrumentationName,
    );
  }
}

/** The name under which a chunk exports an instrumentation's class. */
function exportName(name: string): string {
  return name.replace(/\W/g, '_');
}

/** Versions of a library that are traced by channels and others that are patched may be loaded beside each other. */
function loadedKey(name: string, way: Way): string {
  return way === 'channels' ? `${name}, by channels` : name;
}
