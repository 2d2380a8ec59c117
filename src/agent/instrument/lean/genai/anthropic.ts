import scope from '../scopes/anthropic.generated.json';
import { MESSAGES } from './anthropic/messages';
import { followApiCall } from './inference/follow-api-promise';
import { GenAiInstrumentation, type GenAiOptions } from './inference/genai-instrumentation';

interface Exports {
  readonly Messages?: { readonly prototype: { create?: unknown } };
}

/**
 * Makes spans and metrics of requests with Anthropic's SDK. From 0.134 on the SDK makes spans itself, through the agent;
 * the metrics are still made here.
 */
export class AnthropicInstrumentation extends GenAiInstrumentation {
  constructor(options: GenAiOptions) {
    super(scope, options);
  }

  /** Patches the files of the resources, which the SDKs for other platforms load without the main file. */
  protected patch(exports: unknown, name: string): (() => void)[] {
    if (!name.startsWith('@anthropic-ai')) return [];
    return this.patchMethod((exports as Exports).Messages?.prototype, 'create', MESSAGES, followApiCall);
  }
}
