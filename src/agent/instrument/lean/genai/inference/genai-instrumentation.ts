import type { Scope } from '../../lean-instrumentation';
import { patchFunction } from '../../patch-function';
import { PatchingInstrumentation } from '../../patching-instrumentation';
import type { FollowedCall } from './follow-stream';
import type { InferenceOptions } from './inference';
import { type MetricInstruments, metricInstruments } from './instruments';
import { type Method, type TracedMethod, tracingCall } from './trace-call';

/** Options that are heeded. */
export interface GenAiOptions {
  /** OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT. */
  readonly captureMessages?: boolean;
}

type Follow = (call: FollowedCall, result: unknown) => unknown;

/** Base of the instrumentations of clients for models. */
export abstract class GenAiInstrumentation extends PatchingInstrumentation<GenAiOptions, MetricInstruments> {
  readonly #patched = new WeakSet<object>();

  constructor(scope: Scope, options: GenAiOptions) {
    super(scope, options, metricInstruments);
  }

  protected get inferenceOptions(): InferenceOptions {
    return { instruments: this.instruments, isCaptured: this.options.captureMessages === true };
  }

  /** Patches a method of a class, once; a class or method that is not there is left out. */
  protected patchMethod<This, Body extends object, Name extends string>(
    prototype: Partial<Record<Name, unknown>> | undefined,
    name: Name,
    method: TracedMethod<This, Body>,
    follow: Follow,
  ): (() => void)[] {
    const original = prototype?.[name];
    if (prototype === undefined || typeof original !== 'function' || this.#patched.has(original)) return [];
    const traced = tracingCall(this.inferenceOptions, method, original as Method<This>, follow);
    this.#patched.add(traced);
    return [patchFunction(prototype as Record<string, unknown>, name, traced)];
  }
}
