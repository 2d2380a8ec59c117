import { propagation, SpanKind } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { whenThrown } from '../../../../lifecycle/thrown';
import { enterContext, leaveContext } from '../../../../tracing/context-manager';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import { looksLike } from '../../../../upstream/wrapping/looks-like';
import { FROM_METADATA } from './call-arguments';
import { describeMethod, type KnownMethod } from './method-attributes';
import { ServedSpan } from './served-span';
import type { Callback, Handler, Register, ServedCall, TracedGrpc } from './types';

/** Wraps `server.register`, so that the calls of each method have spans. */
export function tracingRegister(tracing: TracedGrpc, original: Register): Register {
  const { register } = {
    register(this: object, path: unknown, handler: unknown, ...others: unknown[]) {
      const isMethod = typeof path === 'string' && typeof handler === 'function';
      const traced = isMethod ? tracingHandler(tracing, path, handler as Handler) : handler;
      return original.call(this, path, traced, ...others);
    },
  };
  return register;
}

/** Wraps a handler: a method with a single answer gives it a callback. */
function tracingHandler(tracing: TracedGrpc, path: string, handler: Handler): Handler {
  const method = describeMethod(path, SpanKind.SERVER);
  return looksLike(handler, function (this: unknown, ...args: unknown[]) {
    const served = tracing.isEnabled ? begin(tracing, method, args) : undefined;
    if (served === undefined) return handler.apply(this, args);
    let hasThrown = true;
    const before = enterContext(served.context);
    try {
      const result = handler.apply(this, args);
      hasThrown = false;
      return result;
    } finally {
      leaveContext(before);
      if (hasThrown) whenThrown(uncaught => served.fail(uncaught));
    }
  });
}

function begin(
  { instruments, watch }: TracedGrpc,
  { name, options }: KnownMethod,
  args: unknown[],
): ServedSpan | undefined {
  try {
    const [call, callback] = args as [ServedCall, Callback | undefined];
    const parent = propagation.extract(LEAN_ROOT_CONTEXT, call.metadata, FROM_METADATA);
    const isAnswerStream = typeof callback !== 'function';
    const span = instruments.tracer.startSpan(name, options, parent);
    const served = new ServedSpan(span, parent, isAnswerStream);
    if (!isAnswerStream && span.isRecording()) args[1] = served.answering(callback);
    watch(call, served);
    return served;
  } catch (error) {
    ownDiag.error('grpc: a call could not be traced', error);
    return undefined;
  }
}
