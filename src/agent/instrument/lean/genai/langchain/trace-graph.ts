import { type Context, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { isLeftOut } from '../../is-left-out';
import { defined } from '../inference/defined';
import { outsideInference } from '../inference/inference-context';
import { describeFailure } from './describe-failure';

type Steps = AsyncGenerator<unknown, unknown, unknown>;

/** Used parts of a graph. */
export interface Graph {
  readonly name?: unknown;
  /** Called by `invoke`, `stream` and `streamEvents`. */
  _streamIterator: (this: Graph, input: unknown, options?: Options, ...others: unknown[]) => Steps;
}

interface Options {
  readonly configurable?: { readonly thread_id?: unknown };
}

/** Gives each run of a graph a span, above the work of its nodes. */
export function tracedSteps(
  iterate: Graph['_streamIterator'],
  instruments: { readonly tracer: Tracer },
): Graph['_streamIterator'] {
  return function (input, options, ...others) {
    const caller = activeContext();
    const above = trace.getSpan(caller);
    const steps = iterate.call(this, input, options, ...others);
    if (above !== undefined && isLeftOut(above)) return steps;
    const span = startSpan(instruments.tracer, this, options);
    follow(steps, span, outsideInference(trace.setSpan(caller, span)));
    return steps;
  };
}

function startSpan(tracer: Tracer, { name }: Graph, options: Options | undefined): Span {
  const shown = typeof name === 'string' ? name : undefined;
  const thread = options?.configurable?.thread_id;
  const attributes = {
    'gen_ai.operation.name': 'invoke_agent',
    ...defined({
      'gen_ai.agent.name': shown,
      'gen_ai.conversation.id': typeof thread === 'string' ? thread : undefined,
    }),
  };
  const spanName = shown === undefined ? 'invoke_agent' : `invoke_agent ${shown}`;
  return tracer.startSpan(spanName, { kind: SpanKind.INTERNAL, attributes });
}

/** Runs the steps of a generator in a context, and ends the span with the last, at a failure, or where it is left. */
function follow(steps: Steps, span: Span, context: Context): void {
  let hasEnded = false;
  const end = () => {
    if (!hasEnded) span.end();
    hasEnded = true;
  };
  for (const method of ['next', 'return', 'throw'] as const) {
    const original = steps[method] as (...args: unknown[]) => Promise<IteratorResult<unknown>>;
    const traced = async (...args: unknown[]): Promise<IteratorResult<unknown>> => {
      try {
        const step = await runInContext(context, original, steps, ...args);
        if (step.done === true) end();
        return step;
      } catch (error) {
        if (!hasEnded) describeFailure(span, error);
        end();
        throw error;
      }
    };
    Object.defineProperty(steps, method, { value: traced, writable: true, configurable: true });
  }
}
