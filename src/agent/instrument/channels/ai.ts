import { type Context, type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import { redactMessage } from '../../redaction/redact-message';
import type { Listeners } from '../lean/listening-instrumentation';
import scope from '../lean/scopes/ai.generated.json';
import { isTracedByItself } from './ai/integrations';
import type { AiMessage } from './ai/message';
import { inputMessages, outputMessages } from './ai/messages';
import { describeResult, operationOf } from './ai/operations';
import { ChannelInstrumentation, NO_METRICS } from './engine/channel-instrumentation';
import { describeError } from './engine/describe-error';
import { STILL_OPEN } from './engine/operation';
import type { TracedChannel } from './engine/traced-channel';

interface AiOptions {
  /** OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT. */
  readonly captureMessages?: boolean;
}

/**
 * Makes spans of the AI SDK's calls, model requests and tools by its own channel. Semantic conventions, generative AI:
 * no prompt and no answer unless they are asked for.
 */
export class AiInstrumentation extends ChannelInstrumentation<AiOptions> {
  /** Spans of streamed answers, by the id of their call; they end with the step that reads the stream. */
  readonly #streams = new Map<string, Span[]>();

  constructor(options: AiOptions) {
    super(scope, options, NO_METRICS);
  }

  protected channels(): readonly TracedChannel<AiMessage>[] {
    const isCaptured = this.options.captureMessages === true;
    return [
      {
        name: 'ai:telemetry',
        isParent: true,
        endsLate: true,
        start: (message, caller, tracer) => startSpan(message, isCaptured, caller, tracer),
        fail(span, error) {
          describeError(span, error, redactMessage);
          span.setAttribute('error.type', String((Object(error) as { name?: unknown }).name ?? 'Error'));
        },
        succeed: (span, message) => {
          describeResult(span, message);
          if (isCaptured) outputMessages(span, message);
          if (message.result?.stream === undefined) return undefined;
          return this.#keepOpen(span, message.event.callId);
        },
      },
    ];
  }

  protected override listeners(): Listeners {
    const channels = super.listeners() as Record<string, (message: never) => void>;
    const event = 'tracing:ai:telemetry:asyncEnd';
    const asyncEnd = channels[event] as (message: AiMessage) => void;
    return {
      ...channels,
      [event]: (message: AiMessage) => {
        if (message.type !== 'languageModelCall') this.#endStreams(message);
        asyncEnd(message);
      },
    };
  }

  #keepOpen(span: Span, callId = ''): typeof STILL_OPEN {
    this.#streams.set(callId, [...(this.#streams.get(callId) ?? []), span]);
    return STILL_OPEN;
  }

  #endStreams({ type, event }: AiMessage): void {
    if (type !== 'step' && type !== 'streamText') return;
    for (const span of this.#streams.get(event.callId ?? '') ?? []) span.end();
    this.#streams.delete(event.callId ?? '');
  }
}

function startSpan(
  message: AiMessage,
  isCaptured: boolean,
  caller: Context,
  tracer: Tracer,
): Span | undefined {
  const operation = operationOf(message);
  if (operation === undefined || isTracedByItself()) return undefined;
  const { name, attributes, isRemote } = operation;
  const kind = isRemote ? SpanKind.CLIENT : SpanKind.INTERNAL;
  const span = tracer.startSpan(name, { kind, attributes }, caller);
  if (isCaptured) inputMessages(span, message);
  return span;
}
