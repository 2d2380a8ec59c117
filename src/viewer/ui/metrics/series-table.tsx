import type { MetricSeries } from '../../receiver/analyse/metrics/metric-series';
import { formatMany } from '../format/number';
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
    <div class="table-scroll">
      <table class="series">
        <thead>
          <tr>
            <th scope="col">{split ?? 'Series'}</th>
            <th scope="col" class="number">
              Newest
            </th>
            <th scope="col" class="number wide">
              Least
            </th>
            <th scope="col" class="number wide">
              Most
            </th>
          </tr>
        </thead>
        <tbody>
          {series.map((line, at) => {
            const known = line.values.filter(value => value !== null);
            const value = split === undefined ? undefined : line.attributes[split];
            const isScalar = typeof value === 'string' || typeof value === 'number';
            return (
              <tr key={seriesName(line)} class={lineHue(at)}>
                <th scope="row" title={seriesName(line)}>
                  <i class="dot" />{' '}
                  {split !== undefined && isScalar ? (
                    <a href={hrefWith({ q: `${split} = ${quoted(String(value))}`, split: undefined })}>
                      {seriesName(line)}
                    </a>
                  ) : (
                    seriesName(line)
                  )}
                </th>
                <td class="number">{line.latest === null ? '–' : format(line.latest)}</td>
                <td class="number wide">{format(Math.min(...known))}</td>
                <td class="number wide">{format(Math.max(...known))}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {others > 0 && (
        <p class="more">{formatMany(others, 'smaller series', 'smaller series')}: filter to see them.</p>
      )}
    </div>
  );
}
