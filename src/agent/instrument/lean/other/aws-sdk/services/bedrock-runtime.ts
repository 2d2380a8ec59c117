import type { Attributes, AttributeValue, Span } from '@opentelemetry/api';
import type { Answer, AwsInstruments, Input, Service } from '../types';
import { type AnswerPlaces, FAMILIES, type Family } from './bedrock-models';
import { followParts } from './follow-parts';

/** Makes the rules of Bedrock's models. */
export function bedrockRuntime(instruments: AwsInstruments): Service {
  return {
    describe({ command, input }) {
      if (command.startsWith('Converse')) return describeChat(input);
      return command.startsWith('InvokeModel') ? { attributes: describeModel(input) } : {};
    },
    note(answer) {
      const { request, span } = answer;
      if (!span.isRecording()) return false;
      if (request.command === 'Converse') noteChat(instruments, answer);
      else if (request.command === 'ConverseStream') return followChat(instruments, answer);
      else if (request.command === 'InvokeModel') noteModel(answer);
      else if (request.command === 'InvokeModelWithResponseStream') return followModel(answer);
      return false;
    },
  };
}

const SYSTEM = { 'gen_ai.system': 'aws.bedrock' };
const CHAT = { ...SYSTEM, 'gen_ai.operation.name': 'chat' };

function describeChat({ modelId, inferenceConfig }: Input) {
  const { maxTokens, temperature, topP, stopSequences } = Object(inferenceConfig) as Attributes;
  return {
    name: modelId ? `chat ${modelId}` : 'chat',
    attributes: {
      ...CHAT,
      ...(modelId ? { 'gen_ai.request.model': modelId as string } : undefined),
      'gen_ai.request.max_tokens': maxTokens,
      'gen_ai.request.temperature': temperature,
      'gen_ai.request.top_p': topP,
      'gen_ai.request.stop_sequences': stopSequences,
    },
  };
}

interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

function noteChat(instruments: AwsInstruments, answer: Answer): void {
  const { stopReason, usage } = answer.output;
  noteReason(answer.span, stopReason);
  noteUsage(instruments, answer, usage as Usage | undefined);
}

interface ChatPart {
  readonly messageStop?: { readonly stopReason?: unknown };
  readonly metadata?: { readonly usage?: Usage };
}

function followChat(instruments: AwsInstruments, answer: Answer): boolean {
  return followParts(answer, answer.output.stream, part => {
    const { messageStop, metadata } = part as ChatPart;
    noteReason(answer.span, messageStop?.stopReason);
    // The last part has it.
    if (metadata !== undefined) noteUsage(instruments, answer, metadata.usage);
  });
}

function noteReason(span: Span, reason: unknown): void {
  if (reason !== undefined) span.setAttribute('gen_ai.response.finish_reasons', [reason as string]);
}

function noteUsage(
  { operationDuration, tokenUsage }: AwsInstruments,
  answer: Answer,
  usage: Usage | undefined,
): void {
  const shared = { ...CHAT, 'gen_ai.request.model': answer.request.input.modelId as string };
  operationDuration.record(answer.elapsedMs() / 1000, shared);
  for (const [type, count] of [
    ['input', usage?.inputTokens],
    ['output', usage?.outputTokens],
  ] as const) {
    if (count === undefined) continue;
    answer.span.setAttribute(`gen_ai.usage.${type}_tokens`, count);
    tokenUsage.record(count, { ...shared, 'gen_ai.token.type': type });
  }
}

function describeModel({ modelId, body }: Input): Attributes {
  const family = familyOf(modelId);
  const places = family?.request;
  const given = places === undefined ? undefined : parse(body);
  const at = (path: string | undefined) => valueAt(given, path) as AttributeValue | undefined;
  return {
    ...SYSTEM,
    ...(modelId ? { 'gen_ai.request.model': modelId as string } : undefined),
    'gen_ai.request.temperature': at(places?.temperature),
    'gen_ai.request.top_p': at(places?.topP),
    'gen_ai.request.max_tokens': at(places?.maxTokens),
    'gen_ai.request.stop_sequences': at(places?.stopSequences),
    'gen_ai.usage.input_tokens': estimatedTokens(at(places?.inputText)),
  };
}

function noteModel({ request, span, output }: Answer): void {
  const family = familyOf(request.input.modelId);
  if (family !== undefined) notePlaces(span, parse(output.body), family.answer);
}

function followModel(answer: Answer): boolean {
  const family = familyOf(answer.request.input.modelId);
  return followParts(answer, answer.output.body, part => {
    const { chunk } = part as { readonly chunk?: { readonly bytes?: unknown } };
    if (family !== undefined) notePlaces(answer.span, parse(chunk?.bytes), family.part);
  });
}

function familyOf(modelId: unknown): Family | undefined {
  return typeof modelId === 'string' ? FAMILIES.find(({ model }) => modelId.includes(model)) : undefined;
}

function notePlaces(span: Span, said: unknown, places: AnswerPlaces): void {
  const { inputTokens, outputTokens, outputText, finishReason } = places;
  const input = valueAt(said, inputTokens);
  const output = valueAt(said, outputTokens) ?? estimatedTokens(valueAt(said, outputText));
  if (input !== undefined) span.setAttribute('gen_ai.usage.input_tokens', input as number);
  if (output !== undefined) span.setAttribute('gen_ai.usage.output_tokens', output as number);
  noteReason(span, valueAt(said, finishReason));
}

function valueAt(object: unknown, path: string | undefined): unknown {
  if (path === undefined) return undefined;
  return path.split('.').reduce<unknown>((value, key) => (value as Input | null | undefined)?.[key], object);
}

/** Upstream's estimate: a token has six characters. */
function estimatedTokens(text: unknown): number | undefined {
  return typeof text === 'string' ? Math.ceil(text.length / 6) : undefined;
}

/** Reads JSON, text or its bytes; undefined if it is none. */
function parse(json: unknown): unknown {
  try {
    return JSON.parse(json instanceof Uint8Array ? Buffer.from(json).toString() : String(json));
  } catch {
    return undefined;
  }
}
