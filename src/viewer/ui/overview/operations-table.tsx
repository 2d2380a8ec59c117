import type { OperationStats } from '../../receiver/analyse/operations/operations';
import { formatDuration } from '../format/duration';
import { formatCount, formatMany, formatShare, rateFormat } from '../format/number';
import { Icon } from '../parts/icon';
import { ServiceTag } from '../parts/service-tag';
import { Sparkline } from '../parts/sparkline';
import { change, hrefOf, hrefWith, place } from '../state/place';

/** Columns of numbers; those that are `wide` are left out where space is short. */
const COLUMNS = [
  { key: 'rate', label: 'Rate', place: '', value: (row: OperationStats) => row.count },
  { key: 'errors', label: 'Errors', place: '', value: (row: OperationStats) => row.errors / row.count },
  { key: 'p50', label: 'p50', place: 'wide', value: (row: OperationStats) => row.p50Ns },
  { key: 'p95', label: 'p95', place: 'last', value: (row: OperationStats) => row.p95Ns },
  { key: 'p99', label: 'p99', place: 'wide', value: (row: OperationStats) => row.p99Ns },
] as const;

const CHOICES = [
  ['', 'Requests that services answer'],
  ['roots', 'Requests where traces begin'],
  ['all', 'All spans'],
] as const;

/** Rows that are shown at once. A search narrows down more operations. */
const MAX_ROWS = 200;

/** Rate, errors and durations of each operation. */
export function OperationsTable({ operations }: { readonly operations: readonly OperationStats[] }) {
  const { parameters } = place.value;
  const service = parameters.get('service');
  const sorting = COLUMNS.find(column => column.key === parameters.get('sort')) ?? COLUMNS[3];
  const rows = operations
    .filter(row => !service || row.service === service)
    .sort((a, b) => sorting.value(b) - sorting.value(a));
  const formatRate = rateFormat(rows.map(({ perSecond }) => perSecond));
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
      <div class="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col" class="wide">
                Service
              </th>
              <th scope="col" class="wide">
                Over time
              </th>
              {COLUMNS.map(column => (
                <SortableHead key={column.key} column={column} isSorting={column === sorting} />
              ))}
              <th scope="col" class="wide">
                <span class="unseen">Compare</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MAX_ROWS).map(row => (
              <OperationRow
                key={`${row.service} ${row.name} ${row.kind}`}
                row={row}
                formatRate={formatRate}
              />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > MAX_ROWS && (
        <p class="more">{formatCount(rows.length - MAX_ROWS)} more: choose a service on the map.</p>
      )}
    </section>
  );
}

function SortableHead({
  column: { key, label, place: space },
  isSorting,
}: {
  readonly column: { readonly key: string; readonly label: string; readonly place: string };
  readonly isSorting: boolean;
}) {
  return (
    <th scope="col" class={`number ${space}`} aria-sort={isSorting ? 'descending' : undefined}>
      <button type="button" class="sort" onClick={() => change({ sort: key })}>
        {label}
      </button>
    </th>
  );
}

function OperationRow({
  row,
  formatRate,
}: {
  readonly row: OperationStats;
  readonly formatRate: (perSecond: number) => string;
}) {
  const { service, name, count, errors, perSecond, counts, errorCounts } = row;
  const last = place.value.parameters.get('last') ?? undefined;
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf('/traces', { service, operation: name, last })} title={name}>
          {name}
        </a>
        <span class="narrow">
          <ServiceTag name={service} />
        </span>
      </th>
      <td class="wide">
        <ServiceTag name={service} />
      </td>
      <td class="wide">
        <Sparkline
          counts={counts}
          errorCounts={errorCounts}
          label={`${formatMany(count, 'request')}, ${formatMany(errors, 'error')}`}
        />
      </td>
      <td class="number">{formatRate(perSecond)}</td>
      <td class="number">
        {errors === 0 ? (
          <span class="none">–</span>
        ) : (
          <a class="failing" href={hrefOf('/traces', { service, operation: name, status: 'error', last })}>
            {formatShare(errors / count)}
          </a>
        )}
      </td>
      <td class="number wide">{formatDuration(row.p50Ns)}</td>
      <td class="number last">{formatDuration(row.p95Ns)}</td>
      <td class="number wide">{formatDuration(row.p99Ns)}</td>
      <td class="action wide">
        <a href={hrefOf('/compare', { service, operation: name, last })} title="Slow versus typical">
          Compare
        </a>
      </td>
    </tr>
  );
}
