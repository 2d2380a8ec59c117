import type { Attributes } from '@opentelemetry/api';
import { appended, type ContentMessage, type ContentPart, messagesAttribute, shownContent } from './content';
import { defined } from './defined';

/** Answer of a model, gathered from its parts: a whole answer has one, a streamed answer many. */
export class Answer {
  id: string | undefined;
  model: string | undefined;
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  cacheReadTokens: number | undefined;
  cacheCreationTokens: number | undefined;
  reasoningTokens: number | undefined;
  /** Attributes of this vendor alone. */
  readonly others: Record<string, unknown> = {};
  /** Undefined unless content is captured. */
  readonly content: AnswerContent | undefined;
  readonly #finishReasons: (string | undefined)[] = [];

  constructor(isCaptured: boolean) {
    this.content = isCaptured ? new AnswerContent() : undefined;
  }

  /** Notes why a choice of the model ended. */
  finish(choice: number, reason: string | null | undefined): void {
    if (typeof reason === 'string' && choice < MAX_CHOICES) this.#finishReasons[choice] = reason;
  }

  attributes(): Attributes {
    const reasons = this.#finishReasons.filter(reason => reason !== undefined);
    return defined({
      'gen_ai.response.id': this.id,
      'gen_ai.response.model': this.model,
      'gen_ai.response.finish_reasons': reasons.length === 0 ? undefined : reasons,
      'gen_ai.usage.input_tokens': this.inputTokens,
      'gen_ai.usage.output_tokens': this.outputTokens,
      'gen_ai.usage.cache_read.input_tokens': this.cacheReadTokens,
      'gen_ai.usage.cache_creation.input_tokens': this.cacheCreationTokens,
      'gen_ai.usage.reasoning.output_tokens': this.reasoningTokens,
      'gen_ai.output.messages': this.content?.attribute(this.#finishReasons),
      ...this.others,
    });
  }
}

/** Exceeds the choices that vendors allow. */
const MAX_CHOICES = 128;
const MAX_PARTS = 64;

interface OpenPart {
  readonly type: string;
  readonly fields: Record<string, unknown>;
  text: string;
}

/** Captured content of an answer: parts by choice and key, which streamed pieces are appended to. */
export class AnswerContent {
  readonly #choices: Map<string | number, OpenPart>[] = [];

  /** Adds text, or a further piece of it. */
  text(choice: number, key: string | number, piece: unknown, type = 'text'): void {
    if (typeof piece === 'string' && piece !== '') this.#part(choice, key, type, piece);
  }

  /** Adds the call of a tool, or a further piece of its arguments. */
  toolCall(
    choice: number,
    key: string | number,
    fields: { id?: unknown; name?: unknown },
    args: unknown,
  ): void {
    const piece = typeof args === 'string' || args === undefined ? (args ?? '') : shownContent(args);
    const part = this.#part(choice, key, 'tool_call', piece);
    if (part !== undefined) Object.assign(part.fields, defined(fields));
  }

  attribute(finishReasons: readonly (string | undefined)[]): string | undefined {
    const messages = this.#choices.flatMap((parts, choice): ContentMessage[] => {
      const reason = finishReasons[choice];
      return [
        {
          role: 'assistant',
          parts: [...parts.values()].map(shownPart),
          ...(reason !== undefined && { finish_reason: reason }),
        },
      ];
    });
    return messages.length === 0 ? undefined : messagesAttribute(messages);
  }

  #part(choice: number, key: string | number, type: string, piece: string): OpenPart | undefined {
    if (choice >= MAX_CHOICES) return undefined;
    this.#choices[choice] ??= new Map();
    const parts = this.#choices[choice];
    const known = parts.get(key);
    if (known !== undefined) known.text = appended(known.text, piece);
    else if (parts.size < MAX_PARTS) parts.set(key, { type, fields: {}, text: piece });
    return parts.get(key);
  }
}

function shownPart({ type, fields, text }: OpenPart): ContentPart {
  const shown = shownContent(text);
  return type === 'tool_call' ? { type, ...fields, arguments: shown } : { type, content: shown };
}
