import type { Context, Span, SpanOptions, Tracer, TracerOptions, TracerProvider } from '@opentelemetry/api';
import { NEXT_TRACER, passOnNextRoute } from './next-route';

/** A provider with whatever else the one behind it has, `forceFlush` for instance, under the API's own name for it. */
export interface AppTracerProvider extends TracerProvider {
  getDelegate(): TracerProvider;
}

/**
 * The provider that the app's copies of the API see. Its tracers ask `current` for the provider at each span, so that
 * those which the app got before it started an SDK of its own belong to that SDK from then on, as without the agent.
 */
export function createAppTracerProvider(current: () => TracerProvider): AppTracerProvider {
  return {
    getTracer(name, version, options) {
      const Class = name === NEXT_TRACER ? NextTracer : AppTracer;
      return new Class(current, [name, version, options]);
    },
    getDelegate: current,
  };
}

class AppTracer implements Tracer {
  readonly #current: () => TracerProvider;
  readonly #scope: [name: string, version?: string, options?: TracerOptions];
  #provider: TracerProvider | undefined;
  #tracer: Tracer | undefined;

  constructor(
    current: () => TracerProvider,
    scope: [name: string, version?: string | undefined, options?: TracerOptions | undefined],
  ) {
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
      this.#tracer = provider.getTracer(...this.#scope);
    }
    return this.#tracer;
  }
}

class NextTracer extends AppTracer {
  override startSpan(name: string, options?: SpanOptions, context?: Context): Span {
    passOnNextRoute(options?.attributes, context);
    return super.startSpan(name, options, context);
  }

  override startActiveSpan(...args: unknown[]): never {
    const options = args.length > 2 ? (args[1] as SpanOptions) : undefined;
    passOnNextRoute(options?.attributes, args.length > 3 ? (args[2] as Context) : undefined);
    return super.startActiveSpan(...args);
  }
}
