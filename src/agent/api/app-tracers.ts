import type { Context, Span, SpanOptions, Tracer, TracerOptions, TracerProvider } from '@opentelemetry/api';
import { asText } from '../../shared/as-text';
import { loadChunk } from '../boot/chunks';
import { HarmlessTracer } from './harmless-tracer';

/** Wraps a provider and passes on its further methods, `forceFlush` for instance. */
export interface AppTracerProvider extends TracerProvider {
  getDelegate(): TracerProvider;
}

/**
 * Creates the provider that the app's copies of the API see. Its tracers ask `current` for the provider at each span:
 * tracers that the app got before it started an SDK of its own belong to that SDK from then on, as without the agent. Only
 * errors of the agent's `own` provider are kept from the app.
 */
export function createAppTracerProvider(
  own: TracerProvider,
  current: () => TracerProvider,
): AppTracerProvider {
  let nextTracer: Tracer | undefined;
  return {
    getTracer(name, version, options) {
      const tracer = new AppTracer(own, current, [asText(name), version && asText(version), options]);
      if (name !== 'next.js') return tracer;
      // Next.js asks for its tracer at each span.
      nextTracer ??= loadChunk<typeof import('./next-tracer')>('give-way').createNextTracer(tracer, version);
      return nextTracer;
    },
    getDelegate: current,
  };
}

class AppTracer implements Tracer {
  readonly #own: TracerProvider;
  readonly #current: () => TracerProvider;
  readonly #scope: [name: string, version?: string, options?: TracerOptions];
  #provider: TracerProvider | undefined;
  #tracer: Tracer | undefined;

  constructor(
    own: TracerProvider,
    current: () => TracerProvider,
    scope: [name: string, version?: string | undefined, options?: TracerOptions | undefined],
  ) {
    this.#own = own;
    this.#current = current;
    this.#scope = scope as [string, string, TracerOptions];
  }

  startSpan(name: string, options?: SpanOptions, context?: Context): Span {
    return this.#delegate().startSpan(name, options, context);
  }

  startActiveSpan(...args: unknown[]): never {
    const tracer = this.#delegate() as unknown as { startActiveSpan(...args: unknown[]): never };
    return tracer.startActiveSpan(...args);
  }

  #delegate(): Tracer {
    const provider = this.#current();
    if (this.#tracer === undefined || provider !== this.#provider) {
      this.#provider = provider;
      const tracer = provider.getTracer(...this.#scope);
      this.#tracer = provider === this.#own ? new HarmlessTracer(tracer) : tracer;
    }
    return this.#tracer;
  }
}
