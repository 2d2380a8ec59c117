import { useEffect, useState } from 'preact/hooks';
import { answerTo, type Question, type RequestError } from './client';

/** State of an answer. The last one stays while the next is under way, even to another question. */
export interface Pending<Answer> {
  readonly value: Answer | undefined;
  /** The question that `value` answers. */
  readonly href: string | undefined;
  readonly error: RequestError | undefined;
  readonly isLoading: boolean;
}

/** Asks when the question changes, and again when `refresh` does; undefined asks nothing. */
export function useAnswer<Answer>(question: Question<Answer> | undefined, refresh = 0): Pending<Answer> {
  const [pending, setPending] = useState<Pending<Answer>>(NOTHING);
  const href = question?.href;
  // A refresh asks the same again.
  useEffect(() => {
    if (href === undefined) return setPending(NOTHING);
    const aborting = new AbortController();
    setPending(before => ({ ...before, isLoading: true }));
    answerTo<Answer>({ href }, aborting.signal).then(
      value => setPending({ value, href, error: undefined, isLoading: false }),
      error => {
        if (!aborting.signal.aborted) setPending(before => ({ ...before, error, isLoading: false }));
      },
    );
    return () => aborting.abort();
  }, [href, refresh]);
  return pending;
}

const NOTHING = { value: undefined, href: undefined, error: undefined, isLoading: false };
