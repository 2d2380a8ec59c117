import type { FunctionHost } from '../../catalogue/row';

/** Lambda's limit for the start on demand: an invocation that comes later found the process started ahead. */
const MAX_START_MS = 10_000;

/** Returns a function that tells of its first call whether the invocation had to wait for the process's start. */
export function coldStart(
  { AWS_LAMBDA_INITIALIZATION_TYPE: type }: FunctionHost['environment'],
  startedMs: number,
): () => boolean {
  let isFirst = true;
  return () => {
    const wasFirst = isFirst;
    isFirst = false;
    return wasFirst && !STARTED_AHEAD.has(type ?? '') && Date.now() - startedMs <= MAX_START_MS;
  };
}

const STARTED_AHEAD = new Set(['provisioned-concurrency', 'lambda-managed-instances']);
