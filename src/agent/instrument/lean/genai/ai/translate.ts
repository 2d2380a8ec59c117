import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { providerName } from '../../../channels/ai/provider-name';
import { defined } from '../inference/defined';

/** Span of the semantic conventions for one of the AI SDK. */
interface NamedSpan {
  readonly name: string;
  readonly attributes: Attributes;
  /** True for a request to a model. */
  readonly isRemote: boolean;
}

/** Returns undefined for a span that only wraps a request, which has a span itself: `ai.embed` around `ai.embed.doEmbed`. */
export function namedSpan(name: string, given: Attributes): NamedSpan | undefined {
  const operation = operationOf(name);
  if (operation === undefined) return undefined;
  const { 'ai.telemetry.functionId': functionId, 'ai.toolCall.name': tool, 'ai.model.id': model } = given;
  const about =
    { invoke_agent: functionId, execute_tool: tool }[operation] ?? (isLocal(operation) ? undefined : model);
  const provider = given['ai.model.provider'];
  return {
    name: about === undefined ? operation : `${operation} ${about}`,
    isRemote: !isLocal(operation),
    attributes: {
      'gen_ai.operation.name': operation,
      ...defined({
        'gen_ai.provider.name': typeof provider === 'string' ? providerName(provider) : undefined,
        'gen_ai.tool.type': operation === 'execute_tool' ? 'function' : undefined,
      }),
      ...translated(given),
    },
  };
}

function operationOf(name: string): string | undefined {
  if (name === 'ai.toolCall') return 'execute_tool';
  if (/\.do(Generate|Stream)$/.test(name)) return 'chat';
  if (name.endsWith('.doEmbed')) return 'embeddings';
  if (name.endsWith('.doRerank')) return 'rerank';
  return /^ai\.(generate|stream)\w+$/.test(name) ? 'invoke_agent' : undefined;
}

const isLocal = (operation: string) => operation === 'invoke_agent' || operation === 'execute_tool';

/** Translates attributes of the AI SDK; those that have no name in the semantic conventions are left out. */
export function translated(given: Attributes): Attributes {
  const shown: Attributes = {};
  for (const [key, value] of Object.entries(given)) {
    const name = NAMES[key] ?? (key.startsWith('gen_ai.') && key !== 'gen_ai.system' ? key : undefined);
    if (name !== undefined && value !== undefined) shown[name] = READ[key]?.(value) ?? value;
  }
  return shown;
}

const NAMES: Readonly<Record<string, string>> = {
  'ai.model.id': 'gen_ai.request.model',
  'ai.telemetry.functionId': 'gen_ai.agent.name',
  'ai.toolCall.name': 'gen_ai.tool.name',
  'ai.toolCall.id': 'gen_ai.tool.call.id',
  'ai.response.finishReason': 'gen_ai.response.finish_reasons',
  'ai.response.msToFirstChunk': 'gen_ai.response.time_to_first_chunk',
  'ai.usage.inputTokens': 'gen_ai.usage.input_tokens',
  'ai.usage.promptTokens': 'gen_ai.usage.input_tokens',
  'ai.usage.tokens': 'gen_ai.usage.input_tokens',
  'ai.usage.outputTokens': 'gen_ai.usage.output_tokens',
  'ai.usage.completionTokens': 'gen_ai.usage.output_tokens',
  'ai.usage.cachedInputTokens': 'gen_ai.usage.cache_read.input_tokens',
  'ai.usage.reasoningTokens': 'gen_ai.usage.reasoning.output_tokens',
};

const READ: Readonly<Record<string, (value: AttributeValue) => AttributeValue>> = {
  'ai.response.finishReason': reason => [String(reason)],
  'ai.response.msToFirstChunk': ms => Number(ms) / 1000,
};
