import type { Answer } from '../inference/answer';
import type { TracedMethod } from '../inference/trace-call';
import { destinationOf, type Models } from './models';

interface EmbedParameters {
  readonly model?: string;
  readonly config?: { readonly outputDimensionality?: number };
}

interface Embedded {
  readonly embeddings?: readonly { readonly statistics?: { readonly tokenCount?: number } }[];
}

/** `embedContent` */
export const EMBED_CONTENT: TracedMethod<Models, EmbedParameters> = {
  request: ({ model, config }, models) => ({
    operation: 'embeddings',
    model,
    ...destinationOf(models),
    attributes: { 'gen_ai.embeddings.dimension.count': config?.outputDimensionality },
  }),
  read(answer: Answer, { embeddings = [] }: Embedded) {
    for (const { statistics } of embeddings) {
      const count = statistics?.tokenCount; // Vertex AI alone tells it.
      if (typeof count === 'number') answer.inputTokens = (answer.inputTokens ?? 0) + count;
    }
  },
};
