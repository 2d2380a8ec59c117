import type { Span } from '@opentelemetry/api';
import type { AiMessage, ModelMessage, Part } from './message';

/** Bounds of captured content: a conversation carries all that went before. */
const MAX_MESSAGES = 20;
const MAX_CHARACTERS = 4096;

/** Puts the prompt, or a tool's arguments, on a span. */
export function inputMessages(span: Span, { type, event }: AiMessage): void {
  if (type === 'executeTool') {
    span.setAttribute('gen_ai.tool.call.arguments', bounded(asJson(event.toolCall?.input)));
  } else if (event.messages !== undefined) {
    const messages = event.messages.slice(-MAX_MESSAGES).map(shownMessage);
    span.setAttribute('gen_ai.input.messages', JSON.stringify(messages));
  }
}

/** Puts the answer, or a tool's result, on a span. */
export function outputMessages(span: Span, { type, result }: AiMessage): void {
  if (type === 'executeTool') {
    const { output } = Object(result?.output) as { output?: unknown };
    span.setAttribute('gen_ai.tool.call.result', bounded(asJson(output)));
  } else if (result?.content !== undefined) {
    const message = shownMessage({ role: 'assistant', content: result.content });
    span.setAttribute('gen_ai.output.messages', JSON.stringify([message]));
  }
}

/** Semantic conventions, generative AI: messages of roles and parts. */
function shownMessage({ role, content = [] }: ModelMessage): object {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return { role, parts: parts.map(shownPart) };
}

function shownPart({ type, text, toolCallId: id, toolName: name, input, output }: Part): object {
  switch (type) {
    case 'text':
    case 'reasoning':
      return { type, content: bounded(text ?? '') };
    case 'tool-call':
      return { type: 'tool_call', id, name, arguments: bounded(asJson(input)) };
    case 'tool-result':
      return { type: 'tool_call_response', id, response: bounded(asJson(output)) };
    default:
      return { type }; // Files and images say nothing as text.
  }
}

function asJson(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return ''; // A circle, a bigint.
  }
}

function bounded(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`;
}
