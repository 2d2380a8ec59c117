import type { Tracer, TracerOptions as TracerNameOptions, TracerProvider } from '@opentelemetry/api';
import { LeanTracer } from './tracer';
import type { TracerOptions } from './tracer-state';

/** The provider that instrumentations get instead of the SDK's; one tracer, and so one scope, for each name and version. */
export class LeanTracerProvider implements TracerProvider {
  readonly #options: TracerOptions;
  readonly #tracers = new Map<string, Tracer>();

  constructor(options: TracerOptions) {
    const { attributeValueLengthLimit } = options.spanLimits;
    // As the SDK has it, no length at all means that nobody limits it.
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
