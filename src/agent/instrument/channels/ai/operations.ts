import type { Attributes, Span } from '@opentelemetry/api';
import type { AiMessage, Usage } from './message';
import { providerName } from './provider-name';

/** Span of an operation. */
interface OperationStart {
  readonly name: string;
  readonly attributes: Attributes;
  /** True for a request to a model. */
  readonly isRemote: boolean;
}

const OPERATIONS: Readonly<Record<string, string>> = {
  generateText: 'invoke_agent',
  streamText: 'invoke_agent',
  generateObject: 'invoke_agent',
  streamObject: 'invoke_agent',
  languageModelCall: 'chat',
  executeTool: 'execute_tool',
  embed: 'embeddings',
  embedMany: 'embeddings',
};

/** Returns the span's start; undefined for a step, which only groups a model's request and its tools. */
export function operationOf({ type, event }: AiMessage): OperationStart | undefined {
  if (type === 'step') return undefined;
  const operation = OPERATIONS[type] ?? type;
  const { functionId, modelId, toolCall } = event;
  const about = { invoke_agent: functionId, execute_tool: toolCall?.toolName }[operation] ?? modelId;
  const isLocal = operation === 'invoke_agent' || operation === 'execute_tool';
  return {
    name: operation === 'invoke_agent' ? joined(operation, functionId) : joined(operation, about),
    attributes: attributesOf(operation, event),
    isRemote: !isLocal,
  };
}

const joined = (operation: string, about: string | undefined) =>
  about === undefined ? operation : `${operation} ${about}`;

function attributesOf(operation: string, event: AiMessage['event']): Attributes {
  const { functionId, modelId, provider, temperature, topP, maxOutputTokens, toolCall } = event;
  return defined({
    'gen_ai.operation.name': operation,
    'gen_ai.agent.name': functionId,
    'gen_ai.provider.name': provider === undefined ? undefined : providerName(provider),
    'gen_ai.request.model': modelId,
    'gen_ai.request.temperature': temperature,
    'gen_ai.request.top_p': topP,
    'gen_ai.request.max_tokens': maxOutputTokens,
    'gen_ai.tool.name': toolCall?.toolName,
    'gen_ai.tool.call.id': toolCall?.toolCallId,
    'gen_ai.tool.type': toolCall === undefined ? undefined : 'function',
  });
}

/** Puts a result's model, tokens and reasons on the span; of several steps the sum and the last. */
export function describeResult(span: Span, { result }: AiMessage): void {
  if (result === undefined) return;
  const { steps, response } = result;
  const finished = steps?.at(-1)?.finishReason ?? result.finishReason;
  const reason = typeof finished === 'object' ? finished.unified : finished;
  const usages = steps?.map(step => step.usage) ?? [result.usage];
  span.setAttributes(
    defined({
      'gen_ai.response.id': response?.id,
      'gen_ai.response.model': response?.modelId,
      'gen_ai.response.finish_reasons': reason === undefined ? undefined : [reason],
      'gen_ai.usage.input_tokens': sum(usages, ({ inputTokens, tokens }) => total(inputTokens) ?? tokens),
      'gen_ai.usage.output_tokens': sum(usages, ({ outputTokens }) => total(outputTokens)),
    }),
  );
}

const total = (count: Usage['inputTokens']) => (typeof count === 'object' ? count.total : count);

function sum(
  usages: readonly (Usage | undefined)[],
  read: (usage: Usage) => number | undefined,
): number | undefined {
  const counts = usages.map(usage => (usage === undefined ? undefined : read(usage)));
  const known = counts.filter(count => typeof count === 'number');
  return known.length === 0 ? undefined : known.reduce((all, count) => all + count, 0);
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
