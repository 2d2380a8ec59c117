import { followIterator } from '../../../genai/inference/follow-stream';
import { whenDropped } from '../../../genai/inference/when-dropped';
import type { Answer } from '../types';

/**
 * Reads the parts of a streamed answer as the app reads them: the span ends with the last, with the stream's error, or
 * when the app leaves the stream. Returns false if there is no stream.
 */
export function followParts(answer: Answer, stream: unknown, read: (part: unknown) => void): boolean {
  const parts = Object(stream) as Partial<AsyncIterable<unknown>>;
  const iterate = parts[Symbol.asyncIterator];
  if (typeof iterate !== 'function') return false;
  const { span } = answer;
  // The answer holds the stream, which must not keep itself.
  const forget = whenDropped(parts, { leave: () => span.end() });
  const end = () => answer.end();
  const fail = (error: unknown) => answer.fail(error);
  const inference = { partCame() {}, succeed: end, fail, leave: end };
  Object.defineProperty(parts, Symbol.asyncIterator, {
    value(this: AsyncIterable<unknown>) {
      forget();
      const iterator = iterate.call(this);
      followIterator({ inference, read }, iterator);
      return iterator;
    },
    writable: true,
    configurable: true,
  });
  return true;
}
