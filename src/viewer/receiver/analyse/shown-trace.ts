import { readTraceLogs } from '../store/logs/read-logs';
import type { Stores } from '../stores';
import type { Trace } from '../trace';
import { type TraceBlock, traceBlocks } from './profile/trace-blocks';
import { type TracePage, tracePage } from './trace/trace-page';

/** A trace with everything that the other stores know of its time. */
export interface ShownTrace extends TracePage {
  readonly blocks: readonly TraceBlock[];
}

/** Works out everything that is shown of one trace. */
export function shownTrace(trace: Trace, { logs, profiles }: Stores): ShownTrace {
  const page = tracePage(trace, readTraceLogs(logs, trace.traceId));
  return { ...page, blocks: traceBlocks(page, profiles.all()) };
}
