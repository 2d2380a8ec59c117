import { ProxyTracerProvider, type TracerProvider } from '@opentelemetry/api';
import { loadChunk } from '../chunks';
import { createAppTracerProvider } from './app-tracers';
import { type ApiParts, ownRegistry } from './own-registry';
import type { Origin } from './registration-origin';

type LendChunk = typeof import('./lend-registry');

/** The registry that all copies of the API of major version 1 share in a thread. */
const API_KEY = Symbol.for('opentelemetry.js.api.1');

/** A copy reads a registry of its own minor version or a later one, and writes to one of exactly its version. */
export interface Registry extends ApiParts {
  version: string;
}
const READABLE_BY_ALL = '1.999.0';

export interface AppRegistryOptions {
  /** The app registers a tracer provider: from here on the registry is the app's. */
  readonly onAppSdk: (origin: Origin) => void;
  readonly report: (level: 'warn' | 'debug', message: string) => void;
}

/**
 * Shows the agent's providers to every copy of `@opentelemetry/api` that the app brings, whatever its version. What
 * registers something assigns the registry first (`registerGlobal` in all releases of the API, 1.0 to 1.10), so that
 * a setter notices it, and no reader pays for that; lend-registry.ts lets the registration succeed.
 */
export function publishApi(options: AppRegistryOptions): { withdraw(): void } {
  const holder = globalThis as { [API_KEY]?: Registry | undefined };
  const earlier = holder[API_KEY]; // The app may have set a logger for diagnostics, or a propagator.
  const appParts: ApiParts = { ...earlier };
  let isOurs = true;
  const appProvider = () => (holder[API_KEY]?.trace ?? NO_PROVIDER) as TracerProvider;
  const provider = (ownRegistry.trace as ProxyTracerProvider | undefined)?.getDelegate();
  const registry: Registry = {
    ...ownRegistry,
    diag: undefined,
    ...appParts,
    version: READABLE_BY_ALL,
    context: ownRegistry.context,
    trace: provider && createAppTracerProvider(() => (isOurs ? provider : appProvider())),
  };

  const handOver = (value: Registry | undefined) => {
    isOurs = false;
    Object.defineProperty(holder, API_KEY, { value, writable: true, configurable: true, enumerable: true });
  };
  Object.defineProperty(holder, API_KEY, {
    configurable: true,
    get: () => registry,
    set(value: Registry | undefined) {
      if (value === registry) {
        loadChunk<LendChunk>('lend-registry').lendRegistry(registry, appParts, handOver, options);
      } else {
        handOver(value);
      }
    },
  });
  return {
    /** Takes the agent's providers away; what the app registered stays, and what it registers from now on counts. */
    withdraw() {
      if (!isOurs) return;
      isOurs = false;
      for (const part of Object.keys(ownRegistry) as (keyof ApiParts)[]) registry[part] = appParts[part];
    },
  };
}

const NO_PROVIDER = new ProxyTracerProvider();
