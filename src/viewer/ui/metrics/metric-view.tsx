import { useMemo, useRef } from 'preact/hooks';
import type { Instrument } from '../../receiver/analyse/metrics/instruments';
import type { ShownExemplar } from '../../receiver/analyse/metrics/metric-series';
import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { formatTime } from '../format/time';
import { ErrorMessage } from '../parts/message';
import { ServiceTag } from '../parts/service-tag';
import { changes } from '../state/live';
import { change, hrefOf, hrefWith, place } from '../state/place';
import { timeParameters } from '../state/time-choice';
import { unitLabel, valueFormat } from './format-value';
import { HeatMap } from './heat-map';
import { LineChart } from './line-chart';
import { SeriesTable } from './series-table';

const BUCKETS = 120;
const MAX_EXEMPLARS = 12;
/** Status for a filter that cannot be read, which is said beside it. */
const BAD_REQUEST = 400;
/** Names of the stats that there may be a choice of. */
const STAT_NAMES: { readonly [stat: string]: string } = {
  percentiles: 'p50, p95, p99',
  quantiles: 'Quantiles',
  mean: 'Mean',
  rate: 'Rate',
};

/** An instrument over time: lines, a heat map for histograms, traces behind its measurements. */
export function MetricView({ instrument }: { readonly instrument: Instrument }) {
  const { service, name, unit, description, type, temporality, attributes } = instrument;
  const { parameters } = place.value;
  const split = parameters.get('split') ?? undefined;
  const q = parameters.get('q') ?? undefined;
  const { value, error } = useAnswer(
    ask.metricSeries({
      ...timeParameters(),
      ...{ service, name, q, split, buckets: BUCKETS, stat: parameters.get('stat') ?? undefined },
    }),
    changes.value,
  );
  const isRate = value?.stat === 'rate';
  const isCount = isRate && type !== 'sum';
  const format = useMemo(
    () => valueFormat(isCount ? { name: '', unit: '' } : { name, unit }, isRate),
    [name, unit, isRate, isCount],
  );
  const ofOne = useMemo(() => valueFormat({ name, unit }, false), [name, unit]);
  return (
    <section class="metric-view" aria-labelledby="metric-title">
      <div class="card">
        <div class="card-head">
          <h2 id="metric-title">{name}</h2>
          <ServiceTag name={service} />
          <p class="muted">
            {[description, unitLabel(unit), TYPE_NAMES[type], temporality === 'delta' ? 'delta' : '']
              .filter(text => text !== '')
              .join(' · ')}
          </p>
        </div>
        <div class="filters">
          <FilterField query={q ?? ''} error={error?.message} />
          <select
            aria-label="Split by"
            value={split ?? ''}
            onChange={event => change({ split: event.currentTarget.value })}
          >
            <option value="">Not split</option>
            {[...new Set([...attributes, ...(split === undefined ? [] : [split])])].map(key => (
              <option key={key} value={key}>
                By {key}
              </option>
            ))}
          </select>
          {value !== undefined && value.stats.length > 1 && (
            <select
              aria-label="Shown as"
              value={value.stat}
              onChange={event => change({ stat: event.currentTarget.value })}
            >
              {value.stats.map(stat => (
                <option key={stat} value={stat}>
                  {STAT_NAMES[stat] ?? stat}
                </option>
              ))}
            </select>
          )}
        </div>
        {error !== undefined && error.status !== BAD_REQUEST && <ErrorMessage error={error} />}
        {value !== undefined && value.series.length === 0 && (
          <p class="more">
            Nothing was measured in this time{q === undefined ? '' : ', or the filter holds for nothing'}:{' '}
            <a href={hrefWith({ last: 'all', since: undefined, until: undefined, q: undefined })}>
              show all of it
            </a>
            .
          </p>
        )}
        {value !== undefined && value.series.length > 0 && (
          <>
            <LineChart answer={value} unit={unit} format={format} />
            <SeriesTable answer={value} split={split} format={format} />
          </>
        )}
      </div>
      {value?.heat !== undefined && (
        <div class="card">
          <div class="card-head">
            <h3>Distribution</h3>
          </div>
          <HeatMap heat={value.heat} timesMs={value.timesMs} format={ofOne} />
        </div>
      )}
      {value !== undefined && (
        <p class="links">
          <a href={hrefOf('/traces', { service, ...shownTime(value.window) })}>Traces of this time</a>
          <a href={hrefOf('/logs', { service, ...shownTime(value.window) })}>Logs of this time</a>
        </p>
      )}
      {value !== undefined && value.exemplars.length > 0 && (
        <Exemplars exemplars={value.exemplars} format={ofOne} />
      )}
    </section>
  );
}

const TYPE_NAMES = {
  gauge: 'gauge',
  sum: 'sum',
  histogram: 'histogram',
  exponentialHistogram: 'exponential histogram',
  summary: 'summary',
} as const;

function shownTime({ sinceMs, untilMs }: { readonly sinceMs: number; readonly untilMs: number }) {
  return { since: Math.floor(sinceMs), until: Math.ceil(untilMs) };
}

function FilterField({ query, error }: { readonly query: string; readonly error: string | undefined }) {
  const input = useRef<HTMLInputElement>(null);
  const filter = () => change({ q: input.current!.value });
  return (
    <div class="metric-filter">
      <input
        ref={input}
        type="search"
        aria-label="Filter by attributes"
        aria-invalid={error !== undefined}
        placeholder="http.route = /cart"
        key={query}
        defaultValue={query}
        onChange={filter}
        onKeyDown={event => event.key === 'Enter' && filter()}
      />
      <p class="query-error" role="alert">
        {error}
      </p>
    </div>
  );
}

function Exemplars({
  exemplars,
  format,
}: {
  readonly exemplars: readonly ShownExemplar[];
  readonly format: (value: number) => string;
}) {
  const largest = exemplars.toSorted((a, b) => b.value - a.value).slice(0, MAX_EXEMPLARS);
  return (
    <div class="card exemplars">
      <div class="card-head">
        <h3>Traces behind the largest measurements</h3>
      </div>
      <ul>
        {largest.map(({ traceId, spanId, value, timeMs }) => (
          <li key={`${traceId} ${spanId} ${timeMs}`}>
            <a href={hrefOf(`/trace/${traceId}`, { span: spanId })}>
              {format(value)} at {formatTime(timeMs).slice(0, 8)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
