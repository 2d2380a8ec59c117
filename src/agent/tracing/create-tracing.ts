import { type Context, type ContextManager, ROOT_CONTEXT, type TracerProvider } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { TracerProviderOptions } from '@opentelemetry/sdk-trace';
import { LeanContextManager } from './context-manager';
import { pooledIds } from './ids';
import { LEAN_ROOT_CONTEXT } from './lean-context';
import { LeanTracerProvider } from './tracer-provider';
import type { TracerOptions } from './tracer-state';

export interface TracingInput extends Omit<TracerOptions, 'idGenerator'> {
  /** OTEL_AGENT_LEAN. */
  readonly isLean: boolean;
  /** The SDK counts its spans (OTEL_NODE_EXPERIMENTAL_SDK_METRICS), so they have to be its own. */
  readonly isCounted: boolean;
}

export interface Tracing {
  /** Options of `NodeSDK`'s own provider, which makes the spans that the app starts itself. */
  readonly sdkOptions: TracerProviderOptions & { readonly contextManager: ContextManager };
  /** Returns the provider for instrumentations, given the SDK's. */
  readonly providerFor: (sdk: TracerProvider) => TracerProvider;
  /** Context that traces begin at. */
  readonly rootContext: Context;
}

/** Creates context manager, id generator and providers. Both providers share them, so that their spans join up. */
export function createTracing({ isLean, isCounted, ...shared }: TracingInput): Tracing {
  const sdkOptions = { ...shared, spanProcessors: [...shared.spanProcessors] };
  if (!isLean) {
    const contextManager = new AsyncLocalStorageContextManager();
    return {
      sdkOptions: { ...sdkOptions, contextManager },
      providerFor: sdk => sdk,
      rootContext: ROOT_CONTEXT,
    };
  }
  const idGenerator = pooledIds;
  const isOwn = shared.spanProcessors.length > 0 && !isCounted;
  const own = isOwn ? new LeanTracerProvider({ ...shared, idGenerator }) : undefined;
  return {
    sdkOptions: { ...sdkOptions, idGenerator, contextManager: new LeanContextManager() },
    providerFor: sdk => own ?? sdk,
    rootContext: LEAN_ROOT_CONTEXT,
  };
}
