import { type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { isLeftOut } from '../../is-left-out';
import { defined } from '../inference/defined';
import { outsideInference } from '../inference/inference-context';
import { withToolSpan } from '../inference/tool-span';
import { describeFailure } from './describe-failure';

/** Used parts of a tool. */
export interface Tool {
  readonly name?: string;
  call: (this: Tool, input: unknown, ...others: unknown[]) => Promise<unknown>;
}

/** Gives each call of a tool a span, above the work of the tool. */
export function tracedTool(call: Tool['call'], instruments: { readonly tracer: Tracer }): Tool['call'] {
  return async function (input, ...others) {
    const caller = activeContext();
    const above = trace.getSpan(caller);
    if (above !== undefined && isLeftOut(above)) return call.call(this, input, ...others);
    const span = startSpan(instruments.tracer, this, others[0]);
    try {
      return await runInContext(outsideInference(withToolSpan(caller, span)), call, this, input, ...others);
    } catch (error) {
      describeFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  };
}

/** `config` has the call of the model that asked for the tool, if there is one. */
function startSpan(tracer: Tracer, { name }: Tool, config: unknown): Span {
  const { toolCall } = Object(config) as { toolCall?: { readonly id?: string } };
  const attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.type': 'function',
    ...defined({
      'gen_ai.tool.name': name,
      'gen_ai.tool.call.id': toolCall?.id,
    }),
  };
  return tracer.startSpan(name === undefined ? 'execute_tool' : `execute_tool ${name}`, {
    kind: SpanKind.INTERNAL,
    attributes,
  });
}
