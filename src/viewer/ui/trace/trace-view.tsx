import { useEffect, useState } from 'preact/hooks';
import type { ShownTrace } from '../../receiver/analyse/shown-trace';
import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { formatDuration } from '../format/duration';
import { ErrorMessage, Loading, Message } from '../parts/message';
import { arrived, followedQuery } from '../state/live';
import { place } from '../state/place';
import { useTitle } from '../state/title';
import { SpanPanel } from './span/span-panel';
import { TraceLogs } from './span/trace-logs';
import { TraceHeader } from './trace-header';
import { type OpenTrace, useOpenTrace } from './use-open-trace';
import { FlameGraph } from './waterfall/flame-graph';
import { Waterfall } from './waterfall/waterfall';

/** View of a trace: its spans in time, and the origin of its duration and failures. */
export function TracePageView({ id }: { readonly id: string }) {
  const { value, error } = useAnswer(ask.trace(id), useGrowth(id));
  if (error?.status === 404 && value === undefined) {
    return (
      <Message title="This trace is not here">
        <p>It may have left to make room (--max-memory keeps more), or it has not arrived.</p>
        <p>
          <a href="/traces">All traces</a>
        </p>
      </Message>
    );
  }
  if (value === undefined) return error ? <ErrorMessage error={error} /> : <Loading />;
  return <Opened page={value} />;
}

function Opened({ page }: { readonly page: ShownTrace }) {
  const trace = useOpenTrace(page);
  useTitle(`${page.spans[0]?.label ?? 'Trace'} ${formatDuration(page.durationNs)}`);
  return (
    <div class="page trace">
      <TraceHeader trace={trace} />
      <div class="trace-body">
        {viewOf(trace)}
        {trace.selected && <SpanPanel trace={trace} row={trace.selected} />}
      </div>
    </div>
  );
}

function viewOf(trace: OpenTrace) {
  const view = place.value.parameters.get('view');
  if (view === 'flame') return <FlameGraph trace={trace} />;
  if (view === 'logs') return <TraceLogs trace={trace} />;
  return <Waterfall trace={trace} />;
}

/** Grows when spans of the trace arrive while it is open. */
function useGrowth(id: string): number {
  const [growth, setGrowth] = useState(0);
  useEffect(() => {
    if (!/^[0-9a-f]+$/i.test(id)) return undefined;
    followedQuery.value = `trace = ${id}`;
    const before = arrived.peek();
    const stop = arrived.subscribe(traces => {
      if (traces !== before && traces.some(each => each.traceId === id)) setGrowth(at => at + 1);
    });
    return () => {
      stop();
      followedQuery.value = undefined;
    };
  }, [id]);
  return growth;
}
