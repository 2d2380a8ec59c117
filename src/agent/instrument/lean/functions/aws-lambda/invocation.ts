import timers from 'node:timers';
import { type Context, type Span, trace } from '@opentelemetry/api';
import { captureHeaders } from '../../http/captured-headers';
import { urlRedaction } from '../../http/url-query';
import { at } from '../event';
import { flushBounded, MAX_FLUSH_MS } from '../flush-bounded';
import { setStatus } from '../http-call';
import { cutOff, fail, finish, type Outcome } from '../outcome';
import { callersOf } from '../parent';
import { headersOf } from './events/http-event';
import { readEvent } from './events/read-event';
import type { LambdaContext, LambdaTracing } from './types';

// Timers as they were at loading: an app's test that fakes timers must not stop the end.
const { setTimeout, clearTimeout } = timers;

/** A span still open so long before the deadline is sent: the sandbox stops without another word. */
const BEFORE_DEADLINE_MS = 100;
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Span of an invocation, until its end. */
export interface Invocation {
  /** Context in which the handler runs. */
  readonly context: Context;
  /**
   * Ends the span, at its first call, and sends everything within 200 ms and half of the time that is left. The same promise
   * for every call; it never rejects.
   */
  end(outcome: Outcome): Promise<unknown>;
}

/** Starts the span of an invocation. */
export function startInvocation(tracing: LambdaTracing, event: unknown, call: LambdaContext): Invocation {
  const { instruments, options } = tracing;
  const { functions, captureHeaders: headers } = options;
  const { environment } = functions;
  const { trigger, kind, attributes, carriers } = readEvent(
    event,
    call.clientContext,
    urlRedaction(options.redactQuery),
  );
  const { parent, links } = callersOf(carriers, call.xRayTraceId ?? environment._X_AMZN_TRACE_ID);
  const name = call.functionName ?? environment.AWS_LAMBDA_FUNCTION_NAME ?? 'lambda';
  const span = instruments.tracer.startSpan(
    name,
    {
      kind,
      links,
      attributes: {
        ...attributes,
        'faas.trigger': trigger,
        ...ofCall(call),
        'faas.coldstart': tracing.takeColdStart(),
      },
    },
    parent,
  );
  if (trigger === 'http') {
    const given = headersOf(event);
    captureHeaders('request', headers.requestHeaders)?.(each => given[each], span);
  }

  let ending: Promise<unknown> | undefined;
  const stopTimer = beforeDeadline(call, () => {
    fail(span, 'timeout', `not finished ${BEFORE_DEADLINE_MS} ms before the deadline`);
    void functions.flush(flushTimeMs(call));
  });
  const forget = functions.ifProcessEnds(error => cutOff(span, error));

  return {
    context: trace.setSpan(parent, span),
    end(outcome) {
      ending ??= Promise.resolve().then(() => {
        stopTimer();
        forget();
        if (trigger === 'http' && 'result' in outcome)
          setAnswer(span, outcome.result, headers.responseHeaders);
        finish(span, outcome);
        // A process that has several invocations at once does not freeze: batches leave by themselves.
        if (environment.AWS_LAMBDA_MAX_CONCURRENCY !== undefined) return undefined;
        return flushBounded(functions.flush, flushTimeMs(call));
      });
      return ending;
    },
  };
}

function ofCall({ awsRequestId, invokedFunctionArn }: LambdaContext) {
  return {
    'faas.invocation_id': awsRequestId,
    'cloud.resource_id': invokedFunctionArn,
    'cloud.account.id': invokedFunctionArn?.split(':')[4],
  };
}

/** Calls back shortly before the deadline; returns a function that stops that. */
function beforeDeadline(call: LambdaContext, callBack: () => void): () => void {
  const leftMs = call.getRemainingTimeInMillis?.();
  if (typeof leftMs !== 'number' || !(leftMs - BEFORE_DEADLINE_MS < MAX_DELAY_MS)) return () => {};
  const timer = setTimeout(callBack, Math.max(0, leftMs - BEFORE_DEADLINE_MS));
  timer.unref();
  return () => clearTimeout(timer);
}

function flushTimeMs(call: LambdaContext): number {
  const leftMs = call.getRemainingTimeInMillis?.();
  return Number.isFinite(leftMs) ? Math.max(0, Math.min(MAX_FLUSH_MS, leftMs! / 2)) : MAX_FLUSH_MS;
}

/** Puts status and headers of the answer on the span, if the result has the form of one. */
function setAnswer(span: Span, result: unknown, names: readonly string[]): void {
  setStatus(span, Number(at(result, 'statusCode')));
  const given = names.length > 0 ? headersOf(result) : {};
  captureHeaders('response', names)?.(name => given[name], span);
}
