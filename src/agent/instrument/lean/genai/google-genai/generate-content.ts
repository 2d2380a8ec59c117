import type { Answer } from '../inference/answer';
import { type ContentMessage, type ContentPart, shownContent } from '../inference/content';
import type { TracedMethod } from '../inference/trace-call';
import { destinationOf, type Models } from './models';

interface GenerateParameters {
  readonly model?: string;
  readonly contents?: unknown;
  readonly config?: {
    readonly systemInstruction?: unknown;
    readonly responseMimeType?: string;
    readonly candidateCount?: number;
    readonly [setting: string]: unknown;
  };
}

interface Content {
  readonly role?: string;
  readonly parts?: readonly Part[];
}

interface Part {
  readonly text?: string;
  readonly thought?: boolean;
  readonly functionCall?: { readonly id?: string; readonly name?: string; readonly args?: unknown };
  readonly functionResponse?: { readonly id?: string; readonly name?: string; readonly response?: unknown };
}

/** An answer, or a chunk of a streamed one. */
interface GeneratedContent {
  readonly responseId?: string;
  readonly modelVersion?: string;
  readonly candidates?: readonly {
    readonly index?: number;
    readonly finishReason?: string;
    readonly content?: Content;
  }[];
  readonly usageMetadata?: {
    readonly promptTokenCount?: number;
    readonly candidatesTokenCount?: number;
    readonly thoughtsTokenCount?: number;
    readonly toolUsePromptTokenCount?: number;
    readonly cachedContentTokenCount?: number;
  };
}

function generation(isStream: boolean): TracedMethod<Models, GenerateParameters> {
  return {
    request: ({ model, config = {} }, models) => ({
      operation: 'generate_content',
      model,
      ...destinationOf(models),
      attributes: {
        'gen_ai.output.type': config.responseMimeType === 'application/json' ? 'json' : undefined,
        'gen_ai.request.choice.count': config.candidateCount === 1 ? undefined : config.candidateCount,
        'gen_ai.request.frequency_penalty': config.frequencyPenalty,
        'gen_ai.request.max_tokens': config.maxOutputTokens,
        'gen_ai.request.presence_penalty': config.presencePenalty,
        'gen_ai.request.seed': config.seed,
        'gen_ai.request.stop_sequences': config.stopSequences,
        'gen_ai.request.stream': isStream ? true : undefined,
        'gen_ai.request.temperature': config.temperature,
        'gen_ai.request.top_k': config.topK,
        'gen_ai.request.top_p': config.topP,
      },
    }),
    prompt: ({ contents, config }) => [
      ...shownContents(config?.systemInstruction, 'system'),
      ...shownContents(contents, 'user'),
    ],
    read: readGenerated,
  };
}

/** Request to a model, below all that `generateContent` does: calls of functions, continuations. */
export const GENERATE_CONTENT = generation(false);
export const GENERATE_CONTENT_STREAM = generation(true);

function readGenerated(
  answer: Answer,
  { responseId, modelVersion, candidates = [], usageMetadata: usage }: GeneratedContent,
) {
  answer.id ??= responseId;
  answer.model ??= modelVersion;
  for (const [place, { index = place, finishReason, content }] of candidates.entries()) {
    answer.finish(index, finishReason?.toLowerCase());
    for (const part of content?.parts ?? []) readPart(answer, index, part);
  }
  if (usage === undefined) return;
  answer.inputTokens = sum(usage.promptTokenCount, usage.toolUsePromptTokenCount);
  answer.outputTokens = sum(usage.candidatesTokenCount, usage.thoughtsTokenCount);
  answer.reasoningTokens = usage.thoughtsTokenCount;
  answer.cacheReadTokens = usage.cachedContentTokenCount;
}

const sum = (count: number | undefined, other: number | undefined) =>
  count === undefined && other === undefined ? undefined : (count ?? 0) + (other ?? 0);

function readPart({ content }: Answer, candidate: number, { text, thought, functionCall: call }: Part): void {
  content?.text(candidate, thought ? 'thought' : 'text', text, thought ? 'reasoning' : 'text');
  if (call !== undefined)
    content?.toolCall(candidate, `call ${call.id ?? call.name}`, { id: call.id, name: call.name }, call.args);
}

/** Shows contents in all their forms: text, a part, a message, or a list of these. */
function shownContents(contents: unknown, role: string): ContentMessage[] {
  const list = Array.isArray(contents) ? contents : contents === undefined ? [] : [contents];
  return list.map(one => {
    if (typeof one === 'string') return { role, parts: [{ type: 'text', content: shownContent(one) }] };
    const { role: ownRole = role, parts = [one as Part] } = Object(one) as Content;
    return { role: ownRole === 'model' ? 'assistant' : ownRole, parts: parts.map(shownPart) };
  });
}

function shownPart({ text, functionCall: call, functionResponse: response, ...others }: Part): ContentPart {
  if (text !== undefined) return { type: 'text', content: shownContent(text) };
  if (call !== undefined)
    return { type: 'tool_call', id: call.id, name: call.name, arguments: shownContent(call.args) };
  if (response !== undefined)
    return {
      type: 'tool_call_response',
      id: response.id,
      name: response.name,
      response: shownContent(response.response),
    };
  return { type: Object.keys(others)[0] ?? 'text' }; // inlineData, fileData …
}
