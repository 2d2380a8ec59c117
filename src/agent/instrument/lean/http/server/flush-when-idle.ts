import type { FunctionHost } from '../../../catalogue/row';

/** Counts the requests of a server that are being served. */
export interface OpenRequests {
  begin(): void;
  end(): void;
}

/**
 * Sends everything with the end of the last open request, on Cloud Run, which may take the processor away then; undefined
 * elsewhere. No answer waits for it. https://cloud.google.com/run/docs/configuring/billing-settings
 */
export function flushWhenIdle(functions: FunctionHost | undefined): OpenRequests | undefined {
  if (!functions?.environment.K_SERVICE) return undefined;
  let open = 0;
  return {
    begin() {
      open++;
    },
    end() {
      if (--open === 0) void functions.flushItems(MAX_FLUSH_MS);
    },
  };
}

/** Longest time for a flush: the next request has batches of its own. */
const MAX_FLUSH_MS = 10_000;
