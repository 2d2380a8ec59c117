import { ownDiag } from '../../../../../shared/log';
import { whenThrown } from '../../../../lifecycle/thrown';
import { enterContext, leaveContext } from '../../../../tracing/context-manager';
import type { Answer } from './answer';
import { type ContentMessage, messagesAttribute } from './content';
import type { FollowedCall } from './follow-stream';
import { Inference, type InferenceOptions, type InferenceRequest } from './inference';

/** Method of a library that sends a request to a model. */
export interface TracedMethod<This, Body> {
  /** Describes the request; undefined for a call that is none. */
  readonly request: (body: Body, client: This) => InferenceRequest | undefined;
  /** Returns the conversation so far, for `gen_ai.input.messages`. */
  readonly prompt?: (body: Body) => readonly ContentMessage[];
  /** Reads a whole answer, or a part of a streamed one. */
  readonly read: (answer: Answer, part: never) => void;
  /** Tells whether the library makes the span itself. */
  readonly hasOwnSpan?: (client: This) => boolean;
}

export type Method<This> = (this: This, ...args: unknown[]) => unknown;

/**
 * Wraps a method that sends a request to a model; its first argument describes the request. `follow` follows the result
 * to the end of the answer and returns it.
 */
export function tracingCall<This, Body extends object>(
  options: InferenceOptions,
  method: TracedMethod<This, Body>,
  original: Method<This>,
  follow: (call: FollowedCall, result: unknown) => unknown,
): Method<This> {
  return function (...args) {
    const call = begin(options, method, this, args[0]);
    if (call === undefined) return original.apply(this, args);
    const { inference } = call;
    const before = enterContext(inference.context);
    let hasThrown = true;
    let result: unknown;
    try {
      result = original.apply(this, args);
      hasThrown = false;
    } finally {
      leaveContext(before);
      if (hasThrown) whenThrown(uncaught => inference.fail(uncaught?.error));
    }
    return follow(call, result);
  };
}

function begin<This, Body extends object>(
  { instruments, isCaptured }: InferenceOptions,
  { request, prompt, read, hasOwnSpan }: TracedMethod<This, Body>,
  client: This,
  body: unknown,
): FollowedCall | undefined {
  try {
    if (typeof body !== 'object' || body === null) return undefined;
    const described = request(body as Body, client);
    if (described === undefined) return undefined;
    const options = { instruments, isCaptured, hasOwnSpan: hasOwnSpan?.(client) === true };
    const inference = Inference.begin(options, described);
    if (inference === undefined) return undefined;
    if (isCaptured && prompt !== undefined)
      inference.span?.setAttribute('gen_ai.input.messages', messagesAttribute(prompt(body as Body)));
    return { inference, read: part => read(inference.answer, part as never) };
  } catch (error) {
    ownDiag.error('a request to a model could not be traced', error);
    return undefined;
  }
}
