import type { Answer } from '../inference/answer';
import { shownContent } from '../inference/content';
import type { TracedMethod } from '../inference/trace-call';
import { destinationOf, type Resource } from './client';

interface CompletionBody {
  readonly model?: string;
  readonly prompt?: unknown;
  readonly stream?: boolean;
  readonly [setting: string]: unknown;
}

interface Completion {
  readonly id?: string;
  readonly model?: string;
  readonly choices?: readonly {
    readonly index?: number;
    readonly text?: string;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
}

/** `completions.create`, the old API that many servers of other models have. */
export const COMPLETIONS: TracedMethod<Resource, CompletionBody> = {
  request: (body, resource) => ({
    operation: 'text_completion',
    model: body.model,
    ...destinationOf(resource),
    attributes: {
      'gen_ai.request.max_tokens': body.max_tokens,
      'gen_ai.request.stream': body.stream === true ? true : undefined,
      'gen_ai.request.temperature': body.temperature,
      'gen_ai.request.top_p': body.top_p,
    },
  }),
  prompt: ({ prompt }) => [{ role: 'user', parts: [{ type: 'text', content: shownContent(prompt) }] }],
  read(answer: Answer, { id, model, choices = [], usage }: Completion) {
    answer.id ??= id;
    answer.model ??= model;
    for (const { index = 0, text, finish_reason: reason } of choices) {
      answer.finish(index, reason);
      answer.content?.text(index, 'text', text);
    }
    answer.inputTokens ??= usage?.prompt_tokens;
    answer.outputTokens ??= usage?.completion_tokens;
  },
};
