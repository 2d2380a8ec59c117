import type { SpanProfile } from '../../../../shared/profile/profile';
import type { Samples } from './read-samples';

/** Requests that had not ended when the profile did: they are among no operation's slow requests. */
export interface UnfinishedRequests {
  readonly count: number;
  /** CPU time of the process in them, while it was profiled. */
  readonly cpuMs: number;
}

/** Counts traces of which a span had not ended; undefined where there are none. */
export function unfinishedRequests(
  { otelAgent: { spans, openSpans } }: SpanProfile,
  samples: Samples,
): UnfinishedRequests | undefined {
  const traces = new Set(openSpans.map(span => spans[span]?.[0]));
  if (traces.size === 0) return undefined;
  const isMeant = spans.map(([traceId]) => traces.has(traceId));
  let cpuUs = 0;
  samples.each((_node, span, _atUs, us) => {
    if (isMeant[span]) cpuUs += us;
  });
  return { count: traces.size, cpuMs: cpuUs / 1000 };
}
