import type { Tracer, TracerOptions as TracerNameOptions, TracerProvider } from '@opentelemetry/api';
import { LeanTracer } from './tracer';
import type { TracerOptions } from './tracer-state';

/** Provider of instrumentations, in the place of the SDK's. Each name and version has one tracer, and so one scope. */
export class LeanTracerProvider implements TracerProvider {
  readonly #options: TracerOptions;
  readonly #tracers = new Map<string, Tracer>();

  constructor(options: TracerOptions) {
    const { attributeValueLengthLimit } = options.spanLimits;
    // As in the SDK, an undefined length is no limit.
    const spanLimits = {
      ...options.spanLimits,
      attributeValueLengthLimit: attributeValueLengthLimit > 0 ? attributeValueLengthLimit : Infinity,
    };
    this.#options = { ...options, spanLimits };
  }

  getTracer(name: string, version?: string, { schemaUrl }: TracerNameOptions = {}): Tracer {
    const key = `${name}@${version ?? ''}:${schemaUrl ?? ''}`;
    let tracer = this.#tracers.get(key);
    if (tracer === undefined) {
      tracer = new LeanTracer({
        ...this.#options,
        scope: { name, ...(version && { version }), ...(schemaUrl && { schemaUrl }) },
      });
      this.#tracers.set(key, tracer);
    }
    return tracer;
  }
}
