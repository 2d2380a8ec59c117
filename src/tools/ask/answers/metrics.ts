import type { Instrument } from '../../../viewer/receiver/analyse/metrics/instruments';
import type { MetricSeries } from '../../../viewer/receiver/analyse/metrics/metric-series';
import { cleanText } from '../../../viewer/receiver/terminal/clean-text';
import type { Attributes } from '../../../viewer/receiver/trace';
import { AskError } from '../ask-error';
import { numberCell, tableOf } from '../table';
import { timeParameters } from '../time';
import type { Answered, Asking, Page, WindowData } from './answer';
import { windowData } from './services';

export interface MetricsData {
  readonly metrics: readonly {
    readonly service: string;
    readonly name: string;
    readonly type: string;
    readonly unit: string;
    readonly description: string;
    readonly attributes: readonly string[];
  }[];
}

export interface MetricData {
  readonly service: string;
  readonly name: string;
  readonly unit: string;
  /** Kind of `newest`, `least` and `most`: `value`, `rate` (a second), `percentiles`, `mean` … */
  readonly stat: string;
  readonly window: WindowData;
  readonly series: readonly {
    readonly attributes: Attributes;
    readonly newest: number;
    readonly least: number;
    readonly most: number;
  }[];
}

/** Metrics that services sent; with a name as first word, that one over time, by the query in the further words. */
export async function askMetrics(asking: Asking): Promise<Answered> {
  const { source, service, words } = asking;
  const { instruments } = (await source.ask<{ instruments: Instrument[] }>('/api/v1/metrics', {}))!;
  const ofService = instruments.filter(each => service === undefined || each.service === service);
  const [name] = words;
  if (name === undefined) return listed(ofService);
  const meant = ofService.filter(each => each.name === name);
  if (meant.length === 0) return listed(ofService.filter(each => each.name.includes(name)));
  if (meant.length > 1)
    throw new AskError(
      `${name} is sent by ${meant.map(each => each.service).join(', ')}: choose with --service`,
    );
  return measured(asking, meant[0]!);
}

function listed(instruments: readonly Instrument[]): Answered<MetricsData> {
  const metrics = instruments.map(({ service, name, type, unit, description, attributes }) => ({
    ...{ service, name, type, unit, description, attributes },
  }));
  return {
    data: { metrics },
    isFound: metrics.length > 0,
    text: ({ paint }) =>
      metrics.length === 0
        ? 'No such metric has arrived.'
        : tableOf(
            metrics.map(({ service, name, type, unit, description }) => [
              { text: cleanText(service, 30), colour: 'cyan' },
              { text: cleanText(name, 80) },
              { text: type, colour: 'dim' },
              { text: cleanText(unit, 20), colour: 'dim' },
              { text: cleanText(description, 80), colour: 'dim' },
            ]),
            paint,
          ),
  };
}

async function measured(
  { source, since, words: [, ...filter], limit }: Asking,
  { service, name, unit }: Instrument,
): Promise<Answered<MetricData>> {
  const answer = (await source.ask<MetricSeries>('/api/v1/metrics/series', {
    ...timeParameters(since),
    ...{ service, name, q: filter.join(' ') },
  }))!;
  const series = answer.series.slice(0, limit).map(({ attributes, values, latest }) => {
    const known = values.filter(value => value !== null);
    return { attributes, newest: latest!, least: Math.min(...known), most: Math.max(...known) };
  });
  const data = { service, name, unit, stat: answer.stat, window: windowData(answer.window), series };
  return { data, isFound: series.length > 0, text: page => textOf(data, page) };
}

function textOf({ service, name, unit, stat, series }: MetricData, { paint }: Page): string {
  if (series.length === 0) return `Nothing was measured of ${cleanText(name, 80)} in this time.`;
  const measure = stat === 'rate' ? `${unit}/s` : unit;
  const number = (value: number) => String(Number(value.toPrecision(4)));
  return [
    `${cleanText(name, 80)} of ${cleanText(service, 40)}${measure === '' ? '' : `, ${cleanText(measure, 20)}`}`,
    tableOf(
      [
        [{ text: '' }, numberCell('newest', 'dim'), numberCell('least', 'dim'), numberCell('most', 'dim')],
        ...series.map(({ attributes, newest, least, most }) => [
          { text: cleanText(Object.values(attributes).join(' ') || stat, 80) },
          ...[newest, least, most].map(value => numberCell(number(value))),
        ]),
      ],
      paint,
    ),
  ].join('\n');
}
