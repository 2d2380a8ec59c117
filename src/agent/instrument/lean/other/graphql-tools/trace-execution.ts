import { type Span, type Tracer, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { redactGraphqlMessage } from '../../../../redaction/redact-message';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { recordError } from '../../../channels/engine/describe-error';
import { findOperation, type GraphqlDocument } from '../../../channels/graphql/document';
import { startExecution } from '../../../channels/graphql/execution-span';
import { isLeftOut } from '../../is-left-out';
import { patchFunction } from '../../patch-function';

interface Arguments {
  readonly document?: GraphqlDocument;
  readonly operationName?: unknown;
}

type Run = (this: unknown, ...args: unknown[]) => unknown;

/** Executes a document, or subscribes to its events. */
export type Execute = (this: unknown, args: Arguments) => unknown;

/** Compiles a document; what it returns has no functions if the document has errors. */
export type Compile = (
  this: unknown,
  schema: unknown,
  document: GraphqlDocument,
  operationName?: unknown,
  ...others: unknown[]
) => { query?: Run; subscribe?: Run };

interface Instruments {
  readonly tracer: Tracer;
}

/** Gives each execution a span. */
export function tracedExecute(execute: Execute, instruments: Instruments): Execute {
  return function (args) {
    return runTraced(instruments, Object(args), () => execute.call(this, args));
  };
}

/** Gives each run of a compiled query a span. */
export function tracedCompile(compile: Compile, instruments: Instruments): Compile {
  return function (schema, document, operationName, ...others) {
    const compiled = compile.call(this, schema, document, operationName, ...others);
    for (const key of ['query', 'subscribe'] as const) {
      const run = compiled[key];
      if (typeof run !== 'function') continue;
      patchFunction(compiled, key, function (...args: unknown[]) {
        return runTraced(instruments, { document, operationName }, () => run.apply(this, args));
      });
    }
    return compiled;
  };
}

function runTraced({ tracer }: Instruments, args: Arguments, run: () => unknown): unknown {
  const caller = activeContext();
  const span = startSpan(tracer, args);
  if (span === undefined) return run();
  try {
    const result = runInContext(trace.setSpan(caller, span), run, undefined);
    if (result instanceof Promise) return followed(span, result);
    span.end();
    return result;
  } catch (error) {
    fail(span, error);
    throw error;
  }
}

function startSpan(tracer: Tracer, { document, operationName }: Arguments): Span | undefined {
  const caller = activeContext();
  const above = trace.getSpan(caller);
  if (above !== undefined && isLeftOut(above)) return undefined;
  try {
    const { operation, name } = findOperation(Object(document), operationName) ?? {};
    return startExecution({ document, operationType: operation, operationName: name?.value }, caller, tracer);
  } catch (error) {
    ownDiag.error('graphql: an operation could not be read', error);
    return undefined;
  }
}

async function followed(span: Span, result: Promise<unknown>): Promise<unknown> {
  try {
    const value = await result;
    span.end();
    return value;
  } catch (error) {
    fail(span, error);
    throw error;
  }
}

function fail(span: Span, error: unknown): void {
  recordError(span, error, redactGraphqlMessage);
  span.end();
}
