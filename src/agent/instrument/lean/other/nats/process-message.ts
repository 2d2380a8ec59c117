import type { Context, Span } from '@opentelemetry/api';
import { runInContext } from '../../../../tracing/context-manager';
import { fail } from './message-span';

/**
 * Runs the app's callback in the context of a message's span, which lasts as long as an async function, else until the
 * callback returns.
 */
export function processMessage(
  { span, context }: { readonly span: Span; readonly context: Context },
  isAsync: boolean,
  run: () => unknown,
): unknown {
  const result = runTraced(span, context, run);
  // Nobody but the client, which ignores it, has the promise of an async function.
  if (isAsync) return endWith(span, result as Promise<unknown>);
  span.end();
  return result;
}

function runTraced(span: Span, context: Context, run: () => unknown): unknown {
  try {
    return runInContext(context, run, undefined);
  } catch (error) {
    fail(span, error);
    throw error;
  }
}

async function endWith(span: Span, result: Promise<unknown>): Promise<unknown> {
  try {
    const value = await result;
    span.end();
    return value;
  } catch (error) {
    fail(span, error);
    throw error;
  }
}
