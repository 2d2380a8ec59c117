import { type FollowedCall, followIterator, readPart } from './follow-stream';

/** Follows a method that returns a promise of an answer, whole or streamed. */
export function followPromise(call: FollowedCall, result: unknown): unknown {
  const { inference } = call;
  if (!(result instanceof Promise)) {
    inference.leave(); // An unknown shape tells nothing of its end.
    return result;
  }
  return result.then(
    answer => {
      if (isStream(answer)) followIterator(call, answer);
      else {
        readPart(call, answer);
        inference.succeed();
      }
      return answer;
    },
    error => {
      inference.fail(error);
      throw error;
    },
  );
}

function isStream(answer: unknown): answer is AsyncIterator<unknown> {
  const { next, [Symbol.asyncIterator]: iterate } = Object(answer) as Partial<AsyncIterableIterator<unknown>>;
  return typeof next === 'function' && typeof iterate === 'function';
}
