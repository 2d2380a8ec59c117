import { type Context, context, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import { setStatus } from '../http-call';
import { cutOff, finish, type Outcome } from '../outcome';
import { contextOf } from '../parent';
import { type AzureFacts, readTrigger, statusOf } from './read-trigger';
import type { AzureContext, AzureTracing, PreInvocation } from './types';

/** Returns a hook that gives each invocation a span, in whose context its handler runs. */
export function tracingInvocations(tracing: AzureTracing): (call: PreInvocation) => void {
  return call => {
    const { functionCallback: handler } = call;
    if (typeof handler !== 'function') return;
    // Hooks of the app see the handler: a proxy shows its name and its number of parameters.
    call.functionCallback = new Proxy(handler, {
      apply: (_target, self, args) => invoke(tracing, call, () => Reflect.apply(handler, self, args)),
    });
  };
}

function invoke(tracing: AzureTracing, call: PreInvocation, run: () => unknown): unknown {
  const invocation = start(tracing, call);
  if (invocation === undefined) return run();
  let result: unknown;
  try {
    result = context.with(invocation.context, run);
  } catch (error) {
    invocation.end({ error });
    throw error;
  }
  if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function')
    return whenSettled(invocation, result);
  invocation.end({ result });
  return result;
}

async function whenSettled(invocation: Invocation, returned: unknown): Promise<unknown> {
  let outcome: Outcome;
  try {
    outcome = { result: await returned };
  } catch (error) {
    outcome = { error };
  }
  invocation.end(outcome);
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

interface Invocation {
  readonly context: Context;
  end(outcome: Outcome): void;
}

function start(tracing: AzureTracing, call: PreInvocation): Invocation | undefined {
  try {
    const facts = readTrigger(call, tracing.redaction);
    const parent = parentOf(call.invocationContext, facts);
    const span = startSpan(tracing, call.invocationContext, { facts, parent });
    const forget = tracing.options.functions.ifProcessEnds(error => cutOff(span, error));
    return {
      context: trace.setSpan(parent, span),
      end(outcome) {
        forget();
        if (facts.trigger === 'http' && 'result' in outcome) setStatus(span, statusOf(outcome.result));
        finish(span, outcome);
      },
    };
  } catch (error) {
    ownDiag.error('an invocation is not traced', error);
    return undefined;
  }
}

function startSpan(
  { instruments, takeColdStart }: AzureTracing,
  { functionName = 'function', invocationId }: AzureContext,
  { facts: { kind, trigger, attributes }, parent }: { readonly facts: AzureFacts; readonly parent: Context },
): Span {
  const own = { 'faas.trigger': trigger, 'faas.coldstart': takeColdStart() };
  return instruments.tracer.startSpan(
    functionName,
    {
      kind,
      attributes: { ...attributes, ...own, ...(invocationId && { 'faas.invocation_id': invocationId }) },
    },
    parent,
  );
}

/**
 * Finds the span that an invocation continues: the host's, if that is sampled, else the sender's. A host that sends its
 * own spans nowhere hands out unsampled ids, with which a parent-based sampler would leave out every trace.
 */
function parentOf({ traceContext }: AzureContext, { headers }: AzureFacts): Context {
  const { traceParent, traceState } = traceContext ?? {};
  const host = traceParent
    ? contextOf({ traceparent: traceParent, ...(traceState && { tracestate: traceState }) })
    : undefined;
  const isSampled = ((host && trace.getSpanContext(host)?.traceFlags) ?? 0) & TraceFlags.SAMPLED;
  return (isSampled ? host : contextOf(headers)) ?? LEAN_ROOT_CONTEXT;
}
