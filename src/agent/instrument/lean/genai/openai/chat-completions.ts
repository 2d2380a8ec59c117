import type { Answer } from '../inference/answer';
import { type ContentMessage, type ContentPart, shownContent } from '../inference/content';
import type { TracedMethod } from '../inference/trace-call';
import { destinationOf, type Resource } from './client';

interface ChatBody {
  readonly model?: string;
  readonly messages?: readonly ChatMessage[];
  readonly n?: number;
  readonly stream?: boolean;
  readonly stop?: string | readonly string[];
  readonly response_format?: { readonly type?: string };
  readonly [setting: string]: unknown;
}

interface ChatMessage {
  readonly role?: string;
  readonly content?: string | null | readonly { readonly type: string; readonly text?: string }[];
  readonly tool_calls?: readonly ToolCall[] | null;
  readonly tool_call_id?: string;
}

interface ToolCall {
  readonly index?: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
  readonly custom?: { readonly name?: string; readonly input?: string };
}

/** A completion, or a chunk of a streamed one. */
interface Completion {
  readonly id?: string;
  readonly model?: string;
  readonly choices?: readonly {
    readonly index?: number;
    readonly finish_reason?: string | null;
    readonly message?: ChatMessage;
    readonly delta?: ChatMessage;
  }[];
  readonly usage?: {
    readonly prompt_tokens?: number;
    readonly completion_tokens?: number;
    readonly prompt_tokens_details?: { readonly cached_tokens?: number } | null;
    readonly completion_tokens_details?: { readonly reasoning_tokens?: number } | null;
  } | null;
  readonly service_tier?: string | null;
  readonly system_fingerprint?: string | null;
}

/** `chat.completions.create`, which the helpers `parse`, `stream` and `runTools` call, too. */
export const CHAT_COMPLETIONS: TracedMethod<Resource, ChatBody> = {
  request: (body, resource) => ({
    operation: 'chat',
    model: body.model,
    ...destinationOf(resource),
    attributes: {
      'openai.api.type': 'chat_completions',
      'openai.request.service_tier': body.service_tier === 'auto' ? undefined : body.service_tier,
      'gen_ai.output.type': outputType(body.response_format?.type),
      'gen_ai.request.choice.count': body.n === 1 ? undefined : body.n,
      'gen_ai.request.frequency_penalty': body.frequency_penalty,
      'gen_ai.request.max_tokens': body.max_completion_tokens ?? body.max_tokens,
      'gen_ai.request.presence_penalty': body.presence_penalty,
      'gen_ai.request.seed': body.seed,
      'gen_ai.request.stop_sequences': typeof body.stop === 'string' ? [body.stop] : body.stop,
      'gen_ai.request.stream': body.stream === true ? true : undefined,
      'gen_ai.request.temperature': body.temperature,
      'gen_ai.request.top_p': body.top_p,
    },
  }),
  prompt: ({ messages = [] }) => messages.map(shownMessage),
  read: readCompletion,
};

/** Returns the `gen_ai.output.type` for a requested format. */
export function outputType(format: string | undefined): string | undefined {
  return format?.startsWith('json') ? 'json' : format;
}

function readCompletion(answer: Answer, part: Completion): void {
  answer.id ??= part.id;
  answer.model ??= part.model;
  for (const { index = 0, finish_reason: reason, message, delta } of part.choices ?? []) {
    answer.finish(index, reason);
    if (answer.content !== undefined) readContent(answer, index, message ?? delta ?? {});
  }
  const { usage } = part;
  if (usage !== undefined && usage !== null) {
    answer.inputTokens = usage.prompt_tokens;
    answer.outputTokens = usage.completion_tokens;
    answer.cacheReadTokens = usage.prompt_tokens_details?.cached_tokens;
    answer.reasoningTokens = usage.completion_tokens_details?.reasoning_tokens;
  }
  answer.others['openai.response.service_tier'] ??= part.service_tier;
  answer.others['openai.response.system_fingerprint'] ??= part.system_fingerprint;
}

function readContent({ content }: Answer, choice: number, message: ChatMessage): void {
  content?.text(choice, 'text', message.content);
  for (const [place, call] of (message.tool_calls ?? []).entries()) {
    const { name, args } = calledBy(call);
    content?.toolCall(choice, call.index ?? place, { id: call.id, name }, args);
  }
}

function calledBy({ function: called, custom }: ToolCall) {
  return { name: called?.name ?? custom?.name, args: called?.arguments ?? custom?.input };
}

function shownMessage({
  role = 'user',
  content,
  tool_calls: calls,
  tool_call_id: id,
}: ChatMessage): ContentMessage {
  if (role === 'tool')
    return { role, parts: [{ type: 'tool_call_response', id, response: shownContent(content) }] };
  const texts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
  const called = (calls ?? []).map((call): ContentPart => {
    const { name, args } = calledBy(call);
    return { type: 'tool_call', id: call.id, name, arguments: shownContent(args ?? '') };
  });
  return { role, parts: [...texts.map(shownText), ...called] };
}

/** Shows texts; images and files say nothing as text. */
function shownText({ type, text }: { readonly type: string; readonly text?: string }): ContentPart {
  return text === undefined ? { type } : { type: 'text', content: shownContent(text) };
}
