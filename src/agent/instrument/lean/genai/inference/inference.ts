import { type Attributes, type Context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { activeContext } from '../../../../tracing/context-manager';
import { monotonicNow } from '../../../../tracing/monotonic-clock';
import { describeError } from '../../../channels/engine/describe-error';
import { isLeftOut } from '../../is-left-out';
import { Answer } from './answer';
import { defined } from './defined';
import type { Endpoint } from './endpoint';
import { isWithinInference, withinInference } from './inference-context';
import { type Instruments, metricAttributes } from './instruments';
import { redactAnswerError } from './redact-answer-error';

/** Request to a model that is about to be sent. */
export interface InferenceRequest {
  /** `chat`, `embeddings` … */
  readonly operation: string;
  /** `openai`, `gcp.gemini` … */
  readonly provider: string;
  readonly model: string | undefined;
  readonly endpoint?: Endpoint | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface InferenceOptions {
  readonly instruments: Instruments;
  /** True if prompts and answers are captured. */
  readonly isCaptured: boolean;
  /** True if the library makes the span itself: metrics are recorded alone. */
  readonly hasOwnSpan?: boolean;
}

/** Request to a model, from the call to the end of its answer: its span and its metrics. */
export class Inference {
  /** Context for the library's own work. */
  readonly context: Context;
  /** Undefined if the trace is not sampled. */
  readonly span: Span | undefined;
  readonly answer: Answer;
  readonly #instruments: Instruments;
  readonly #request: InferenceRequest;
  readonly #caller: Context;
  readonly #startMs = monotonicNow();
  #lastMs: number | undefined;
  #hasEnded = false;

  /** Begins a request; undefined within another, whose library makes this request. */
  static begin(options: InferenceOptions, request: InferenceRequest): Inference | undefined {
    const caller = activeContext();
    return isWithinInference(caller) ? undefined : new Inference(options, request, caller);
  }

  private constructor(options: InferenceOptions, request: InferenceRequest, caller: Context) {
    const { instruments, isCaptured, hasOwnSpan } = options;
    const above = trace.getSpan(caller);
    const isTraced = !hasOwnSpan && (above === undefined || !isLeftOut(above));
    this.#instruments = instruments;
    this.#request = request;
    this.#caller = caller;
    this.span = isTraced ? startSpan(instruments, request, caller) : undefined;
    this.context = withinInference(this.span === undefined ? caller : trace.setSpan(caller, this.span));
    this.answer = new Answer(isCaptured && this.span !== undefined);
  }

  /** Notes that a part of a streamed answer has come. */
  partCame(): void {
    const nowMs = monotonicNow();
    if (this.#lastMs === undefined && !this.#hasEnded) {
      const seconds = (nowMs - this.#startMs) / 1000;
      this.span?.setAttribute('gen_ai.response.time_to_first_chunk', seconds);
      this.#instruments.timeToFirstChunk.record(seconds, this.#metricAttributes(), this.#caller);
    }
    this.#lastMs = nowMs;
  }

  succeed(): void {
    this.#end(undefined, monotonicNow());
  }

  fail(error: unknown): void {
    if (this.#hasEnded) return;
    const type = isAbort(error) ? undefined : errorType(error);
    if (type !== undefined && this.span !== undefined) {
      describeError(this.span, error, redactAnswerError);
      this.span.setAttribute('error.type', type);
    }
    this.#end(type, monotonicNow());
  }

  /** Ends with the last part that came: the app has left the answer. */
  leave(): void {
    this.#end(undefined, this.#lastMs ?? monotonicNow());
  }

  #end(errorTypeName: string | undefined, endMs: number): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { answer, span } = this;
    this.#recordMetrics(errorTypeName, (endMs - this.#startMs) / 1000);
    if (span === undefined) return;
    span.setAttributes(answer.attributes());
    span.end(this.#lastMs === endMs ? endMs : undefined);
  }

  #recordMetrics(error: string | undefined, seconds: number): void {
    const { operationDuration, tokenUsage } = this.#instruments;
    const { inputTokens, outputTokens } = this.answer;
    operationDuration.record(seconds, this.#metricAttributes(error), this.#caller);
    const count = (tokens: number | undefined, type: string) => {
      if (typeof tokens === 'number')
        tokenUsage.record(tokens, this.#metricAttributes(error, type), this.#caller);
    };
    count(inputTokens, 'input');
    count(outputTokens, 'output');
  }

  #metricAttributes(error?: string, tokenType?: string): Attributes {
    const { operation, provider, model, endpoint } = this.#request;
    const { address, port } = endpoint ?? {};
    return metricAttributes(operation, provider, model, this.answer.model, address, port, error, tokenType);
  }
}

function startSpan({ tracer }: Instruments, request: InferenceRequest, caller: Context): Span {
  const { operation, provider, model, endpoint, attributes } = request;
  const name = model === undefined ? operation : `${operation} ${model}`;
  const all = defined({
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    'server.address': endpoint?.address,
    'server.port': endpoint?.port,
    ...attributes,
  });
  return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: all }, caller);
}

interface Named {
  readonly name?: unknown;
  readonly constructor?: { readonly name?: unknown };
}

/** Tells whether the app itself has ended the request. */
function isAbort(error: unknown): boolean {
  const named = Object(error) as Named;
  return named.name === 'AbortError' || named.constructor?.name === 'APIUserAbortError';
}

/** `RateLimitError`: vendors' errors are told by their class, and have the name `Error`. */
function errorType(error: unknown): string {
  const named = Object(error) as Named;
  const type =
    typeof named.name === 'string' && named.name !== 'Error' ? named.name : named.constructor?.name;
  return typeof type === 'string' && type !== '' && type !== 'Object' ? type : '_OTHER';
}
