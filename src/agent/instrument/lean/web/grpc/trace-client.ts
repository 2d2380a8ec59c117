import { isTracingSuppressed } from '@opentelemetry/core';
import { ownDiag } from '../../../../../shared/log';
import { activeContext, enterContext, leaveContext } from '../../../../tracing/context-manager';
import { addTrace, callbackAt } from './call-arguments';
import { ClientCall } from './client-call';
import { KnownMethods } from './method-attributes';
import type { Callback, Client, Method, TracedGrpc } from './types';

/** Form of a method that makes calls. */
interface MethodForm {
  /** The path, if it is not the first argument. */
  readonly path: string | undefined;
  /** Place of metadata, options and callback among the arguments. */
  readonly at: number;
  /** True if the answer is a stream, and no callback is taken. */
  readonly isAnswerStream: boolean;
}

/** Wraps a method that makes calls, so that each has a span and sends its context along. */
export function tracingMethod(tracing: TracedGrpc, original: Method, form: MethodForm): Method {
  // A method, as the classes' own are: patchFunction would add a frame to the app's stacks.
  const { traced } = {
    traced(this: Client, ...args: unknown[]) {
      const call = tracing.isEnabled ? begin(tracing, form, this, args) : undefined;
      if (call === undefined) return original.apply(this, args);
      const before = enterContext(call.context);
      try {
        const emitter = original.apply(this, args);
        if (form.isAnswerStream) tracing.watch(emitter, call);
        return emitter;
      } finally {
        leaveContext(before);
      }
    },
  };
  return traced as Method;
}

/** Starts the span of a call and changes its arguments; undefined for arguments that grpc-js will refuse. */
function begin(
  { instruments, Metadata }: TracedGrpc,
  form: MethodForm,
  client: Client,
  args: unknown[],
): ClientCall | undefined {
  try {
    const { at, isAnswerStream } = form;
    const isDirect = form.path === undefined;
    const path = isDirect ? args[0] : form.path;
    const caller = activeContext();
    const callback = isAnswerStream ? undefined : callbackAt(args, at, Metadata);
    if (callback === -1 || typeof path !== 'string' || isTracingSuppressed(caller)) return undefined;
    const { methods, showsCallbacks } = knownClient(client);
    const { name, options } = methods.of(path);
    const call = new ClientCall(instruments.tracer.startSpan(name, options, caller), caller);
    if (callback !== undefined)
      args[callback] = call.answering(
        args[callback] as Callback,
        isDirect ? caller : call.context,
        showsCallbacks,
      );
    addTrace(args, at, Metadata, call.context);
    return call;
  } catch (error) {
    ownDiag.error('grpc: a call could not be traced', error);
    return undefined;
  }
}

interface KnownClient {
  readonly methods: KnownMethods;
  /** True if the client has a function of the app that is shown each call: its option `callInvocationTransformer`. */
  readonly showsCallbacks: boolean;
}

const knownClients = new WeakMap<Client, KnownClient>();

function knownClient(client: Client): KnownClient {
  const known = knownClients.get(client);
  if (known !== undefined) return known;
  const methods = new KnownMethods(client.getChannel().getTarget());
  const hidden = Object.getOwnPropertySymbols(client) as unknown as (keyof Client)[];
  const made = { methods, showsCallbacks: hidden.some(key => typeof client[key] === 'function') };
  knownClients.set(client, made);
  return made;
}
