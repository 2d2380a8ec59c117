import { ProxyTracerProvider, type TracerProvider } from '@opentelemetry/api';
import { loadChunk } from '../boot/chunks';
import { type ApiParts, ownRegistry } from '../upstream/own-registry';
import { createAppTracerProvider } from './app-tracers';
import type { AppRegistryOptions, Registry } from './registry';

/** The registry that all copies of the API of major version 1 share in a thread. */
const API_KEY = Symbol.for('opentelemetry.js.api.1');

/** A copy reads a registry of its own minor version or a later one. */
const READABLE_BY_ALL = '1.999.0';

/**
 * Shows the agent's providers to every copy of `@opentelemetry/api` that the app brings, whatever its version. A
 * registration first assigns the registry (`registerGlobal` in all releases of the API, 1.0 to 1.10), so a setter notices
 * it and readers pay nothing. lend-registry.ts lets the registration succeed.
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
    trace: provider && createAppTracerProvider(provider, () => (isOurs ? provider : appProvider())),
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
        loadChunk<typeof import('./lend-registry')>('give-way').lendRegistry(
          registry,
          appParts,
          handOver,
          options,
        );
      } else {
        handOver(value);
      }
    },
  });
  return {
    /** Takes the agent's providers away. Registrations of the app stay and count, now and later. */
    withdraw() {
      if (!isOurs) return;
      isOurs = false;
      for (const part of Object.keys(ownRegistry) as (keyof ApiParts)[]) registry[part] = appParts[part];
    },
  };
}

const NO_PROVIDER = new ProxyTracerProvider();
