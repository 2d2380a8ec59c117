import scope from '../scopes/google-genai.generated.json';
import { EMBED_CONTENT } from './google-genai/embed-content';
import { GENERATE_CONTENT, GENERATE_CONTENT_STREAM } from './google-genai/generate-content';
import { followPromise } from './inference/follow-promise';
import { GenAiInstrumentation, type GenAiOptions } from './inference/genai-instrumentation';

interface Exports {
  readonly Models?: { readonly prototype: Record<string, unknown> };
}

/** Makes spans and metrics of requests with Google's SDK for Gemini and Vertex AI. */
export class GoogleGenAiInstrumentation extends GenAiInstrumentation {
  constructor(options: GenAiOptions) {
    super(scope, options);
  }

  /** Patches methods that send one request: the public ones are functions of each instance, and send any number. */
  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name !== '@google/genai') return [];
    const prototype = (exports as Exports).Models?.prototype;
    return [
      ...this.patchMethod(prototype, 'generateContentInternal', GENERATE_CONTENT, followPromise),
      ...this.patchMethod(prototype, 'generateContentStreamInternal', GENERATE_CONTENT_STREAM, followPromise),
      ...this.patchMethod(prototype, 'embedContentInternal', EMBED_CONTENT, followPromise),
      ...this.patchMethod(prototype, 'embedContent', EMBED_CONTENT, followPromise),
    ];
  }
}
