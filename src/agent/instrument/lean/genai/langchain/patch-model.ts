import { runInContext } from '../../../../tracing/context-manager';
import { patchFunction } from '../../patch-function';
import { defined } from '../inference/defined';
import { type FollowedCall, followIterator, readPart } from '../inference/follow-stream';
import { Inference, type InferenceOptions } from '../inference/inference';

type Options = Readonly<Record<string, unknown>>;

/** Used parts of a chat model. */
export interface ChatModel {
  _llmType?(): string;
  getLsParams?(options: Options): Params;
  _generateUncached: (
    this: ChatModel,
    messages: unknown,
    options: Options,
    ...others: unknown[]
  ) => Promise<unknown>;
  _streamIterator: (
    this: ChatModel,
    input: unknown,
    options?: Options,
    ...others: unknown[]
  ) => AsyncGenerator<unknown>;
}

interface Params {
  readonly ls_provider?: string;
  readonly ls_model_name?: string;
  readonly ls_temperature?: number;
  readonly ls_max_tokens?: number;
}

interface Message {
  readonly id?: string;
  readonly usage_metadata?: { readonly input_tokens?: number; readonly output_tokens?: number };
  readonly response_metadata?: {
    readonly model_name?: string;
    readonly model?: string;
    readonly finish_reason?: string;
  };
}

/** Models whose requests have spans by the vendor's client, which tells more. */
const BY_THEIR_CLIENT = new Set(['openai', 'anthropic']);

/** Has the requests of chat models traced; returns functions that undo it. */
export function patchModel(prototype: ChatModel, inference: InferenceOptions): (() => void)[] {
  const { _generateUncached: generate, _streamIterator: iterate } = prototype;
  return [
    patchFunction(prototype, '_generateUncached', async function (messages, options, ...others) {
      const call = begin(this, options, inference);
      if (call === undefined) return generate.call(this, messages, options, ...others);
      try {
        const { context } = call.inference;
        const result = await runInContext(context, generate, this, messages, options, ...others);
        readPart(call, messageOf(result));
        call.inference.succeed();
        return result;
      } catch (error) {
        call.inference.fail(error);
        throw error;
      }
    }),
    patchFunction(prototype, '_streamIterator', function (input, options, ...others) {
      const call = begin(this, options ?? {}, inference);
      const parts = iterate.call(this, input, options, ...others);
      if (call === undefined) return parts;
      const { next } = parts;
      const { context } = call.inference;
      const within = (...args: unknown[]) =>
        runInContext(context, next as never, parts, ...(args as never[]));
      Object.defineProperty(parts, 'next', { value: within, writable: true, configurable: true });
      followIterator(call, parts);
      return parts;
    }),
  ];
}

function begin(model: ChatModel, options: Options, inference: InferenceOptions): FollowedCall | undefined {
  if (BY_THEIR_CLIENT.has(model._llmType?.() ?? '')) return undefined;
  const params = paramsOf(model, options);
  const begun = Inference.begin(inference, {
    operation: 'chat',
    provider: params.ls_provider ?? 'langchain',
    model: params.ls_model_name,
    attributes: defined({
      'gen_ai.request.temperature': params.ls_temperature,
      'gen_ai.request.max_tokens': params.ls_max_tokens,
    }),
  });
  return begun && { inference: begun, read: message => read(begun, Object(message) as Message) };
}

/** Asks a model for its parameters, as LangSmith does; a model of the app's own may do anything here. */
function paramsOf(model: ChatModel, options: Options): Params {
  try {
    return model.getLsParams?.(options) ?? {};
  } catch {
    return {};
  }
}

function messageOf(result: unknown): unknown {
  const { generations } = Object(result) as { generations?: { message?: unknown }[][] };
  return generations?.[0]?.[0]?.message;
}

function read({ answer }: Inference, message: Message): void {
  const { id, usage_metadata: usage, response_metadata: about } = message;
  answer.id ??= id;
  answer.model = about?.model_name ?? about?.model ?? answer.model;
  answer.finish(0, about?.finish_reason);
  answer.inputTokens = usage?.input_tokens ?? answer.inputTokens;
  answer.outputTokens = usage?.output_tokens ?? answer.outputTokens;
}
