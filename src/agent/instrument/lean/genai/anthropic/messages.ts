import type { Answer } from '../inference/answer';
import { type ContentMessage, type ContentPart, shownContent } from '../inference/content';
import { endpointOf } from '../inference/endpoint';
import type { TracedMethod } from '../inference/trace-call';

/** Used parts of `client.messages`. */
interface Messages {
  readonly _client?: {
    readonly baseURL?: unknown;
    /** Of an SDK that makes spans itself (0.134 and later), unless the app has turned that off. */
    readonly _tracer?: unknown;
  };
}

interface MessageBody {
  readonly model?: string;
  readonly messages?: readonly Message[];
  readonly system?: string | readonly Block[];
  readonly stream?: boolean;
  readonly output_config?: { readonly format?: { readonly type?: string } };
  readonly [setting: string]: unknown;
}

interface Message {
  readonly role?: string;
  readonly content?: string | readonly Block[];
}

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly tool_use_id?: string;
  readonly content?: unknown;
}

interface Usage {
  readonly input_tokens?: number | null;
  readonly output_tokens?: number | null;
  readonly cache_read_input_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
}

interface WholeMessage {
  readonly id?: string;
  readonly model?: string;
  readonly content?: readonly Block[];
  readonly stop_reason?: string | null;
  readonly usage?: Usage;
}

/** A message, or an event of a streamed one. */
interface Part extends WholeMessage {
  readonly type?: string;
  readonly message?: WholeMessage;
  readonly index?: number;
  readonly content_block?: Block;
  readonly delta?: {
    readonly text?: string;
    readonly thinking?: string;
    readonly partial_json?: string;
    readonly stop_reason?: string | null;
  };
}

/** `messages.create`, which the helpers `parse`, `stream` and `toolRunner` call, too. */
export const MESSAGES: TracedMethod<Messages, MessageBody> = {
  request(body, { _client: client }) {
    const endpoint = endpointOf(client?.baseURL);
    return {
      operation: 'chat',
      model: body.model,
      endpoint,
      provider: endpoint.provider ?? 'anthropic',
      attributes: {
        'gen_ai.output.type': body.output_config?.format?.type === 'json_schema' ? 'json' : undefined,
        'gen_ai.request.max_tokens': body.max_tokens,
        'gen_ai.request.stop_sequences': body.stop_sequences,
        'gen_ai.request.stream': body.stream === true ? true : undefined,
        'gen_ai.request.temperature': body.temperature,
        'gen_ai.request.top_k': body.top_k,
        'gen_ai.request.top_p': body.top_p,
      },
    };
  },
  prompt: ({ system, messages = [] }) => [
    ...(system === undefined ? [] : [shownMessage({ role: 'system', content: system })]),
    ...messages.map(shownMessage),
  ],
  read(answer: Answer, part: Part) {
    if (part.type === 'message_start' && part.message !== undefined) readMessage(answer, part.message);
    else if (part.type === 'message') readMessage(answer, part);
    else readEvent(answer, part);
  },
  hasOwnSpan: ({ _client: client }) => client?._tracer !== undefined,
};

function readMessage(
  answer: Answer,
  { id, model, content = [], stop_reason: reason, usage }: WholeMessage,
): void {
  answer.id = id;
  answer.model = model;
  answer.finish(0, reason);
  if (usage !== undefined) readUsage(answer, usage);
  for (const [key, block] of content.entries()) readBlock(answer, key, block);
}

function readEvent(answer: Answer, { index = 0, content_block: block, delta, usage }: Part): void {
  answer.finish(0, delta?.stop_reason);
  if (usage !== undefined) readUsage(answer, usage);
  if (answer.content === undefined) return;
  if (block !== undefined) readBlock(answer, index, { ...block, input: undefined });
  answer.content.text(0, index, delta?.text);
  answer.content.text(0, index, delta?.thinking, 'reasoning');
  if (delta?.partial_json !== undefined) answer.content.toolCall(0, index, {}, delta.partial_json);
}

/** Counts cached tokens as tokens of the prompt, which Anthropic does not. */
function readUsage(answer: Answer, usage: Usage): void {
  const { input_tokens: input, output_tokens: output } = usage;
  const { cache_read_input_tokens: read, cache_creation_input_tokens: created } = usage;
  answer.cacheReadTokens = read ?? answer.cacheReadTokens;
  answer.cacheCreationTokens = created ?? answer.cacheCreationTokens;
  if (typeof input === 'number')
    answer.inputTokens = input + (answer.cacheReadTokens ?? 0) + (answer.cacheCreationTokens ?? 0);
  answer.outputTokens = output ?? answer.outputTokens;
}

function readBlock({ content }: Answer, key: number, { type, text, thinking, id, name, input }: Block): void {
  if (type.endsWith('tool_use')) content?.toolCall(0, key, { id, name }, input);
  content?.text(0, key, text);
  content?.text(0, key, thinking, 'reasoning');
}

function shownMessage({ role = 'user', content = [] }: Message): ContentMessage {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return { role, parts: blocks.map(shownBlock) };
}

function shownBlock(block: Block): ContentPart {
  const { type, text, thinking, id, name, input } = block;
  if (type.endsWith('tool_use')) return { type: 'tool_call', id, name, arguments: shownContent(input) };
  if (type.endsWith('tool_result'))
    return { type: 'tool_call_response', id: block.tool_use_id, response: shownContent(block.content) };
  if (thinking !== undefined) return { type: 'reasoning', content: shownContent(thinking) };
  return text === undefined ? { type } : { type: 'text', content: shownContent(text) };
}
