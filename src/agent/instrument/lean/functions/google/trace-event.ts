import { context, type Span, type Tracer, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { activeContext } from '../../../../tracing/context-manager';
import type { FunctionHost } from '../../../catalogue/row';
import { cutOff, finish, type Outcome } from '../outcome';
import { contextOf } from '../parent';
import { readEvent } from './read-event';

/** Parts that all invocations share. */
export interface GoogleTracing {
  /** Read anew for each invocation: the tracer changes when the SDK's provider is there. */
  readonly instruments: { readonly tracer: Tracer };
  readonly functions: FunctionHost;
  readonly name: string;
  /** Tells once whether this is the process's first invocation, and one that had to wait for its start. */
  takeColdStart(): boolean;
}

export type UserFunction = (...args: unknown[]) => unknown;

/** Returns a function that has a span for each event. A proxy, since its number of parameters tells the framework its kind. */
export function tracingEvents(tracing: GoogleTracing, userFunction: UserFunction): UserFunction {
  return new Proxy(userFunction, {
    apply(target, self, args) {
      const span = start(tracing, args);
      if (span === undefined) return Reflect.apply(target, self, args);
      const end = ending(tracing, span);
      const last = args.at(-1);
      const given =
        typeof last === 'function' ? [...args.slice(0, -1), calledBack(last as UserFunction, end)] : args;
      try {
        const result = context.with(trace.setSpan(activeContext(), span), () =>
          Reflect.apply(target, self, given),
        );
        return whenOver(result, typeof last === 'function', end);
      } catch (error) {
        end({ error });
        throw error;
      }
    },
  });
}

function start({ instruments, name, takeColdStart }: GoogleTracing, args: unknown[]): Span | undefined {
  try {
    const { kind, attributes, headers } = readEvent(args);
    const request = activeContext();
    const above = trace.getSpanContext(request);
    const sender = contextOf(headers);
    // The framework puts the request's own header into the event: a trace of its own is the sender's.
    const isOwn = sender !== undefined && trace.getSpanContext(sender)!.traceId !== above?.traceId;
    return instruments.tracer.startSpan(
      name,
      {
        kind,
        attributes: { ...attributes, 'faas.coldstart': takeColdStart() },
        links: isOwn && above !== undefined ? [{ context: above }] : [],
      },
      isOwn ? sender : request,
    );
  } catch (error) {
    ownDiag.error('an invocation is not traced', error);
    return undefined;
  }
}

function ending({ functions }: GoogleTracing, span: Span): (outcome: Outcome) => void {
  const forget = functions.ifProcessEnds(error => cutOff(span, error));
  return outcome => {
    forget();
    finish(span, outcome);
  };
}

function calledBack(callback: UserFunction, end: (outcome: Outcome) => void): UserFunction {
  return new Proxy(callback, {
    apply(target, self, args) {
      end(args[0] ? { error: args[0] } : {});
      return Reflect.apply(target, self, args);
    },
  });
}

function whenOver(result: unknown, isCalledBack: boolean, end: (outcome: Outcome) => void): unknown {
  if (isCalledBack) return result;
  if (!(result instanceof Promise)) {
    end({});
    return result;
  }
  return result.then(
    value => {
      end({});
      return value;
    },
    error => {
      end({ error });
      throw error;
    },
  );
}
