import { ownDiag } from '../../../../../shared/log';
import type { Inference } from './inference';
import { whenDropped } from './when-dropped';

/** Request whose streamed answer is followed to its end. */
export interface FollowedStream {
  readonly inference: Pick<Inference, 'partCame' | 'succeed' | 'fail' | 'leave'>;
  /** Reads a part of the answer. */
  readonly read: (part: unknown) => void;
}

/** Request whose answer, whole or streamed, is read into `inference.answer`. */
export interface FollowedCall extends FollowedStream {
  readonly inference: Inference;
}

/** Reads a part; what a vendor sends may have any shape. */
export function readPart({ read }: FollowedStream, part: unknown): void {
  try {
    read(part);
  } catch (error) {
    ownDiag.error('an answer of a model could not be read', error);
  }
}

/**
 * Follows an iterator of a streamed answer to its end, to its failure, or until the app leaves it. The iterator stays the
 * app's: only its methods are its own now. Returns the state of the iteration.
 */
export function followIterator(
  call: FollowedStream,
  iterator: AsyncIterator<unknown>,
): { readonly isReading: boolean } {
  const { inference } = call;
  const { next, return: close } = iterator;
  const state = { isReading: false };
  const forget = whenDropped(iterator, inference);
  const end = () => {
    forget();
    inference.succeed();
  };
  replace(iterator, 'next', function (...args) {
    state.isReading = true;
    return (next as Step).apply(this, args).then(
      step => {
        state.isReading = false;
        if (step.done === true) end();
        else {
          readPart(call, step.value);
          inference.partCame();
        }
        return step;
      },
      error => {
        state.isReading = false;
        forget();
        inference.fail(error);
        throw error;
      },
    );
  });
  if (typeof close !== 'function') return state;
  replace(iterator, 'return', function (...args) {
    end();
    return (close as Step).apply(this, args);
  });
  return state;
}

type Step = (this: AsyncIterator<unknown>, ...args: unknown[]) => Promise<IteratorResult<unknown>>;

function replace(iterator: AsyncIterator<unknown>, name: 'next' | 'return', value: Step): void {
  Object.defineProperty(value, 'name', { value: name, configurable: true });
  Object.defineProperty(value, 'length', { value: 1, configurable: true });
  Object.defineProperty(iterator, name, { value, writable: true, configurable: true });
}
