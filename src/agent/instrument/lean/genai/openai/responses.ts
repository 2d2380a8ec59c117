import type { Answer } from '../inference/answer';
import { type ContentMessage, type ContentPart, shownContent } from '../inference/content';
import type { TracedMethod } from '../inference/trace-call';
import { outputType } from './chat-completions';
import { destinationOf, type Resource } from './client';

interface ResponseBody {
  readonly model?: string;
  readonly input?: string | readonly Item[];
  readonly instructions?: string | null;
  readonly stream?: boolean;
  readonly conversation?: string | { readonly id?: string } | null;
  readonly text?: { readonly format?: { readonly type?: string } } | null;
  readonly reasoning?: { readonly effort?: string | null } | null;
  readonly [setting: string]: unknown;
}

/** Item of the input or the output. */
interface Item {
  readonly type?: string;
  readonly role?: string;
  readonly content?: string | readonly { readonly type: string; readonly text?: string }[];
  readonly id?: string;
  readonly call_id?: string;
  readonly name?: string;
  readonly arguments?: string;
  readonly input?: string;
  readonly output?: unknown;
}

interface ModelResponse {
  readonly object?: string;
  readonly id?: string;
  readonly model?: string;
  readonly status?: string;
  readonly incomplete_details?: { readonly reason?: string } | null;
  readonly conversation?: { readonly id?: string } | null;
  readonly output?: readonly Item[];
  readonly usage?: {
    readonly input_tokens?: number;
    readonly output_tokens?: number;
    readonly input_tokens_details?: { readonly cached_tokens?: number } | null;
    readonly output_tokens_details?: { readonly reasoning_tokens?: number } | null;
  } | null;
  readonly service_tier?: string | null;
}

/** `responses.create`, which the helpers `parse` and `stream` call, too. */
export const RESPONSES: TracedMethod<Resource, ResponseBody> = {
  request: (body, resource) => ({
    operation: 'chat',
    model: body.model,
    ...destinationOf(resource),
    attributes: {
      'openai.api.type': 'responses',
      'openai.request.service_tier': body.service_tier === 'auto' ? undefined : body.service_tier,
      'gen_ai.conversation.id': conversationId(body.conversation),
      'gen_ai.output.type': outputType(body.text?.format?.type),
      'gen_ai.request.max_tokens': body.max_output_tokens,
      'gen_ai.request.stream': body.stream === true ? true : undefined,
      'gen_ai.request.temperature': body.temperature,
      'gen_ai.request.top_p': body.top_p,
    },
  }),
  prompt: ({ input, instructions }) => [
    ...(typeof instructions === 'string' ? [textMessage('system', instructions)] : []),
    ...(typeof input === 'string' ? [textMessage('user', input)] : (input ?? []).map(shownItem)),
  ],
  read(answer: Answer, part: ModelResponse & { readonly response?: ModelResponse }) {
    if (part.object === 'response') readResponse(answer, part);
    else if (part.response !== undefined) readResponse(answer, part.response); // Of a stream: created, completed …
  },
};

const conversationId = (conversation: ResponseBody['conversation']) =>
  typeof conversation === 'string' ? conversation : conversation?.id;

function readResponse(answer: Answer, response: ModelResponse): void {
  answer.id ??= response.id;
  answer.model ??= response.model;
  answer.finish(0, finishReason(response));
  answer.others['gen_ai.conversation.id'] ??= response.conversation?.id;
  if (response.service_tier !== 'auto') answer.others['openai.response.service_tier'] = response.service_tier;
  const { usage, output = [] } = response;
  if (usage !== undefined && usage !== null) {
    answer.inputTokens = usage.input_tokens;
    answer.outputTokens = usage.output_tokens;
    answer.cacheReadTokens = usage.input_tokens_details?.cached_tokens;
    answer.reasoningTokens = usage.output_tokens_details?.reasoning_tokens;
  }
  if (response.status !== 'in_progress')
    for (const [key, item] of output.entries()) readItem(answer, key, item);
}

/** `stop`, `length`, `tool_calls`: the reasons of chat completions, since a response has none of its own. */
function finishReason({
  status,
  incomplete_details: incomplete,
  output = [],
}: ModelResponse): string | undefined {
  if (status === 'incomplete')
    return incomplete?.reason === 'max_output_tokens' ? 'length' : incomplete?.reason;
  if (status === 'failed' || status === 'cancelled') return 'error';
  if (status !== 'completed') return undefined;
  return output.some(({ type }) => type === 'function_call') ? 'tool_calls' : 'stop';
}

function readItem({ content: shown }: Answer, key: number, item: Item): void {
  if (isCall(item))
    shown?.toolCall(0, key, { id: item.call_id, name: item.name }, item.arguments ?? item.input);
  const { content } = item;
  if (typeof content === 'string') shown?.text(0, key, content);
  else for (const { text } of content ?? []) shown?.text(0, key, text);
}

const isCall = ({ type }: Item) => type === 'function_call' || type === 'custom_tool_call';

const textMessage = (role: string, text: string): ContentMessage => ({
  role,
  parts: [{ type: 'text', content: shownContent(text) }],
});

function shownItem(item: Item): ContentMessage {
  const { type = 'message', role, content, call_id: id, name } = item;
  if (isCall(item)) {
    const call = { type: 'tool_call', id, name, arguments: shownContent(item.arguments ?? item.input ?? '') };
    return { role: 'assistant', parts: [call] };
  }
  if (type.endsWith('call_output'))
    return { role: 'tool', parts: [{ type: 'tool_call_response', id, response: shownContent(item.output) }] };
  if (typeof content === 'string') return textMessage(role ?? 'user', content);
  const parts = (content ?? [{ type }]).map(
    (part): ContentPart =>
      part.text === undefined ? { type: part.type } : { type: 'text', content: shownContent(part.text) },
  );
  return { role: role ?? 'user', parts };
}
