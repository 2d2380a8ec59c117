import type { SendResult } from '../types';

/** Adds to a result whether the body's memory may be used again: a receiver can answer before it has all of it. */
export function withFreeBody(result: SendResult, isAllWritten: boolean): SendResult {
  return result.kind === 'sent' ? { ...result, isBodyFree: isAllWritten } : result;
}
