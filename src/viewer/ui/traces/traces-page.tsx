import { useEffect } from 'preact/hooks';
import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { formatCount, formatMany } from '../format/number';
import { LiveButton } from '../parts/live-button';
import { Message } from '../parts/message';
import { followedQuery, status } from '../state/live';
import { change, hrefWith, place } from '../state/place';
import { timeParameters } from '../state/time-choice';
import { useTitle } from '../state/title';
import { composeQuery, filtersIn } from './compose-query';
import { FilterBar } from './filter-bar';
import { LatencyScatter } from './latency-scatter';
import { QueryExamples } from './query-examples';
import { QueryInput } from './query-input';
import { TraceList } from './trace-list';
import { useLiveTail } from './use-live-tail';

/** Traces that are listed and plotted at once. */
const MAX_TRACES = 1000;

/** Finds traces, and follows those that come. */
export function TracesPage() {
  useTitle('Traces');
  const { parameters } = place.value;
  const filters = filtersIn(parameters);
  const q = composeQuery(filters);
  const order = parameters.get('order') ?? undefined;
  const isPaused = parameters.get('live') === 'off';
  const { tick, waiting } = useLiveTail(isPaused);
  const found = useAnswer(ask.traces({ ...timeParameters(), q, order, limit: MAX_TRACES }), tick);
  const { value, error } = found;
  useEffect(() => {
    // A query that the receiver refuses cannot be followed either.
    if (error === undefined) followedQuery.value = q;
    return () => {
      followedQuery.value = undefined;
    };
  }, [q, error]);
  return (
    <div class="page traces">
      <h1 class="unseen">Traces</h1>
      <div class="search">
        <QueryInput query={filters.query} error={error?.message} onQuery={query => change({ q: query })} />
        <LiveButton isPaused={isPaused}>
          {waiting > 0 && <span class="badge">{formatCount(waiting)} new</span>}
        </LiveButton>
      </div>
      <FilterBar filters={filters} />
      {error?.status === 400 && value === undefined && (
        <section>
          <h2>Queries that can be read</h2>
          <QueryExamples />
        </section>
      )}
      {value && (
        <>
          {value.traces.length > 0 && <LatencyScatter traces={value.traces} />}
          <p class="found" role="status">
            {formatMany(value.total, 'trace')}
            {` of ${formatMany(value.searchedSpans, 'span')} in ${value.tookMs.toFixed(0)} ms`}
            {value.total > value.traces.length && `, the first ${formatCount(value.traces.length)} are shown`}
            <Older shown={value.total} isFiltered={q !== ''} />
          </p>
          {value.traces.length > 0 ? (
            <TraceList traces={value.traces} order={order} />
          ) : (
            <Message title="No trace matches">
              <p>
                Take a filter away, or{' '}
                <a href={hrefWith({ last: 'all', since: undefined, until: undefined })}>look at all time</a>.
              </p>
            </Message>
          )}
        </>
      )}
    </div>
  );
}

/** Says that there are more traces than the chosen time shows. */
function Older({ shown, isFiltered }: { readonly shown: number; readonly isFiltered: boolean }) {
  const all = status.value?.spans.traces ?? 0;
  if (isFiltered || shown >= all || place.value.parameters.get('last') === 'all') return null;
  return (
    <>
      {' · '}
      <a href={hrefWith({ last: 'all', since: undefined, until: undefined })}>
        {formatMany(all - shown, 'more trace')} at other times
      </a>
    </>
  );
}
