import type { MetricSeries, Series } from '../../receiver/analyse/metrics/metric-series';
import { formatMany } from '../format/number';
import { type Column, DataTable } from '../parts/data-table';
import { hrefWith } from '../state/place';
import { quoted } from '../traces/compose-query';
import { lineHue, seriesName } from './series-name';

/** The lines of the chart with their values; a line that was split off leads to itself alone. */
export function SeriesTable({
  answer: { series, others },
  split,
  format,
}: {
  readonly answer: MetricSeries;
  readonly split: string | undefined;
  readonly format: (value: number) => string;
}) {
  return (
    <>
      <DataTable label="Series" columns={columnsOf(split, format)} rows={series} keyOf={seriesName} />
      {others > 0 && (
        <p class="more">{formatMany(others, 'smaller series', 'smaller series')}: filter to see them.</p>
      )}
    </>
  );
}

function columnsOf(split: string | undefined, format: (value: number) => string): readonly Column<Series>[] {
  const known = ({ values }: Series) => values.filter(value => value !== null);
  return [
    {
      head: split ?? 'Series',
      cell: (line, at) => (
        <>
          <i class={`dot ${lineHue(at)}`} /> <SeriesName line={line} split={split} />
        </>
      ),
    },
    { head: 'Newest', isNumber: true, cell: ({ latest }) => (latest === null ? '–' : format(latest)) },
    { head: 'Least', isNumber: true, isWide: true, cell: line => format(Math.min(...known(line))) },
    { head: 'Most', isNumber: true, isWide: true, cell: line => format(Math.max(...known(line))) },
  ];
}

function SeriesName({ line, split }: { readonly line: Series; readonly split: string | undefined }) {
  const name = seriesName(line);
  const value = split === undefined ? undefined : line.attributes[split];
  if (typeof value !== 'string' && typeof value !== 'number') return <>{name}</>;
  return <a href={hrefWith({ q: `${split} = ${quoted(String(value))}`, split: undefined })}>{name}</a>;
}
