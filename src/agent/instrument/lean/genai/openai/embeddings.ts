import type { Answer } from '../inference/answer';
import type { TracedMethod } from '../inference/trace-call';
import { destinationOf, type Resource } from './client';

interface EmbeddingBody {
  readonly model?: string;
  readonly dimensions?: number;
  readonly encoding_format?: string;
}

interface Embeddings {
  readonly model?: string;
  readonly usage?: { readonly prompt_tokens?: number };
}

/** `embeddings.create` */
export const EMBEDDINGS: TracedMethod<Resource, EmbeddingBody> = {
  request: ({ model, dimensions, encoding_format: format }, resource) => ({
    operation: 'embeddings',
    model,
    ...destinationOf(resource),
    attributes: {
      'gen_ai.embeddings.dimension.count': dimensions,
      'gen_ai.request.encoding_formats': format === undefined ? undefined : [format],
    },
  }),
  read(answer: Answer, { model, usage }: Embeddings) {
    answer.model = model;
    answer.inputTokens = usage?.prompt_tokens;
  },
};
