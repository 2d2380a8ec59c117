import type { Span, Tracer } from '@opentelemetry/api';
import { runInContext } from '../../../tracing/context-manager';
import { patchFunction } from '../../lean/patch-function';
import { describeFailure } from '../kafka/message-span';
import { beginWork } from './received';

interface Instruments {
  readonly tracer: Tracer;
}

/** Used parts of a consumer's stream of messages. */
export interface Stream {
  emit(this: Stream, event: string | symbol, ...args: unknown[]): boolean;
  listenerCount(event: string): number;
  [Symbol.asyncIterator](this: Stream): AsyncGenerator<unknown>;
}

/** Has the work on the messages of all streams traced; returns functions that undo it. */
export function patchStreams(prototype: Stream, instruments: Instruments): (() => void)[] {
  const { emit, [Symbol.asyncIterator]: iterate } = prototype;
  return [
    patchFunction(prototype, 'emit', function (event, ...args) {
      // A stream that is read emits `data`, too.
      const isHeard = event === 'data' && this.listenerCount(event) > 0;
      const work = isHeard ? beginWork(args[0], instruments.tracer) : undefined;
      if (work === undefined) return emit.call(this, event, ...args);
      try {
        return runInContext(work.context, emit, this, event, ...args);
      } catch (error) {
        describeFailure(work.span, error);
        throw error;
      } finally {
        work.span.end();
      }
    }),
    patchFunction(prototype, Symbol.asyncIterator, function () {
      return followed(iterate.call(this), instruments);
    }),
  ];
}

/**
 * Has an iterator make a span from each message to the next call. The loop's body runs in the loop's own context: that
 * is taken when the loop begins to wait, before there is a message.
 */
function followed(messages: AsyncGenerator<unknown>, { tracer }: Instruments): AsyncGenerator<unknown> {
  let span: Span | undefined;
  const ending =
    <Args extends unknown[], Result>(method: (...args: Args) => Result) =>
    (...args: Args): Result => {
      span?.end();
      span = undefined;
      return method.apply(messages, args);
    };
  const next = ending(messages.next);
  const methods = {
    next: (...args: [] | [unknown]) =>
      next(...args).then(result => {
        span = result.done ? undefined : beginWork(result.value, tracer)?.span;
        return result;
      }),
    return: ending(messages.return),
    throw: ending(messages.throw),
  };
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(messages, name, { value, writable: true, configurable: true });
  return messages;
}
