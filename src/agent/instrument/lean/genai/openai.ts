import scope from '../scopes/openai.generated.json';
import { followApiCall } from './inference/follow-api-promise';
import { GenAiInstrumentation, type GenAiOptions } from './inference/genai-instrumentation';
import { CHAT_COMPLETIONS } from './openai/chat-completions';
import { COMPLETIONS } from './openai/completions';
import { EMBEDDINGS } from './openai/embeddings';
import { RESPONSES } from './openai/responses';

type Class = { readonly prototype: { create?: unknown } };

interface Client {
  readonly Chat?: { readonly Completions?: Class };
  readonly Completions?: Class;
  readonly Embeddings?: Class;
  readonly Responses?: Class;
}

/** Makes spans and metrics of requests with OpenAI's SDK (4.19 to 7), streamed ones until their last part. */
export class OpenaiInstrumentation extends GenAiInstrumentation {
  constructor(options: GenAiOptions) {
    super(scope, options);
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name !== 'openai') return [];
    const { OpenAI } = exports as { readonly OpenAI?: Client };
    return [
      ...this.patchMethod(OpenAI?.Chat?.Completions?.prototype, 'create', CHAT_COMPLETIONS, followApiCall),
      ...this.patchMethod(OpenAI?.Responses?.prototype, 'create', RESPONSES, followApiCall),
      ...this.patchMethod(OpenAI?.Embeddings?.prototype, 'create', EMBEDDINGS, followApiCall),
      ...this.patchMethod(OpenAI?.Completions?.prototype, 'create', COMPLETIONS, followApiCall),
    ];
  }
}
