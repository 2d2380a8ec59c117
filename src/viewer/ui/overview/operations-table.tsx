import type { OperationStats } from '../../receiver/analyse/operations/operations';
import { formatInColumn } from '../format/duration';
import { formatCount, formatMany, formatShare } from '../format/number';
import { type Column, DataTable } from '../parts/data-table';
import { Icon } from '../parts/icon';
import { ServiceTag } from '../parts/service-tag';
import { Sparkline } from '../parts/sparkline';
import { change, hrefOf, hrefWith, place } from '../state/place';

/** Columns that the rows can be sorted by, the largest first. */
const SORTINGS = {
  rate: row => row.count,
  errors: row => row.errors / row.count,
  p50: row => row.p50Ns,
  p95: row => row.p95Ns,
  p99: row => row.p99Ns,
} satisfies { readonly [key: string]: (row: OperationStats) => number };
type Sorting = keyof typeof SORTINGS;

const CHOICES = [
  ['', 'Requests that services answer'],
  ['roots', 'Requests where traces begin'],
  ['all', 'All spans'],
] as const;

/** Rows that are shown at once. A search narrows down more operations. */
const MAX_ROWS = 200;

/** Rate, errors and durations of each operation. */
export function OperationsTable({
  operations,
  formatRate,
}: {
  readonly operations: readonly OperationStats[];
  readonly formatRate: (perSecond: number) => string;
}) {
  const { parameters } = place.value;
  const service = parameters.get('service');
  const wanted = parameters.get('sort') ?? '';
  const sorting = wanted in SORTINGS ? (wanted as Sorting) : 'p95';
  const rows = operations
    .filter(row => !service || row.service === service)
    .sort((a, b) => SORTINGS[sorting](b) - SORTINGS[sorting](a));
  return (
    <section class="card operations" aria-labelledby="operations-title">
      <div class="card-head">
        <h2 id="operations-title">Operations</h2>
        {service && (
          <a class="chip" href={hrefWith({ service: undefined })} title="Show all services">
            <ServiceTag name={service} /> <Icon name="close" />
          </a>
        )}
        <select
          aria-label="Spans that count"
          value={parameters.get('spans') ?? ''}
          onChange={event => change({ spans: event.currentTarget.value })}
        >
          {CHOICES.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <DataTable
        label="Operations"
        columns={columnsOf(sorting, formatRate)}
        rows={rows.slice(0, MAX_ROWS)}
        keyOf={row => `${row.service} ${row.name} ${row.kind}`}
      />
      {rows.length > MAX_ROWS && (
        <p class="more">{formatCount(rows.length - MAX_ROWS)} more: choose a service on the map.</p>
      )}
    </section>
  );
}

function columnsOf(
  sorting: Sorting,
  formatRate: (perSecond: number) => string,
): readonly Column<OperationStats>[] {
  const last = place.value.parameters.get('last') ?? undefined;
  const sorted = (key: Sorting, label: string) => ({
    head: (
      <button type="button" class="sort" onClick={() => change({ sort: key })}>
        {label}
      </button>
    ),
    isNumber: true,
    isSorting: key === sorting,
  });
  return [
    {
      head: 'Operation',
      cell: ({ service, name }) => (
        <>
          <a href={hrefOf('/traces', { service, operation: name, last })}>{name}</a>
          <span class="narrow">
            <ServiceTag name={service} />
          </span>
        </>
      ),
    },
    { head: 'Service', isWide: true, cell: ({ service }) => <ServiceTag name={service} /> },
    {
      head: 'Over time',
      isExtra: true,
      cell: ({ counts, errorCounts, count, errors }) => (
        <Sparkline
          counts={counts}
          errorCounts={errorCounts}
          label={`${formatMany(count, 'request')}, ${formatMany(errors, 'error')}`}
        />
      ),
    },
    { ...sorted('rate', 'Rate'), cell: ({ perSecond }) => formatRate(perSecond) },
    {
      ...sorted('errors', 'Errors'),
      cell: ({ service, name, count, errors }) =>
        errors === 0 ? (
          <span class="none">–</span>
        ) : (
          <a class="failing" href={hrefOf('/traces', { service, operation: name, status: 'error', last })}>
            {formatShare(errors / count)}
          </a>
        ),
    },
    { ...sorted('p50', 'p50'), isWide: true, cell: ({ p50Ns }) => formatInColumn(p50Ns) },
    { ...sorted('p95', 'p95'), cell: ({ p95Ns }) => formatInColumn(p95Ns) },
    { ...sorted('p99', 'p99'), isWide: true, cell: ({ p99Ns }) => formatInColumn(p99Ns) },
    {
      head: <span class="unseen">Compare</span>,
      isNumber: true,
      isWide: true,
      cell: ({ service, name }) => (
        <a href={hrefOf('/compare', { service, operation: name, last })} title="Slow versus typical">
          Compare
        </a>
      ),
    },
  ];
}
