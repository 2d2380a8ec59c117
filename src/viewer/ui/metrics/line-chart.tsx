import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { MetricSeries } from '../../receiver/analyse/metrics/metric-series';
import { formatMany } from '../format/number';
import { formatTime } from '../format/time';
import { usedColour } from '../parts/used-colour';
import { change } from '../state/place';
import { isDark } from '../state/theme';
import { axisSteps } from './format-value';
import { lineHue, seriesName } from './series-name';

const HEIGHT = 220;
/** Steps of the axis of time. */
const SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400,
];
/** A drag of fewer pixels is a click. */
const LEAST_DRAG = 6;
/** Lines that the note beside the pointer tells of. */
const MAX_NOTED = 8;

/** Series over time. A drag narrows the time down; the table below has the newest values. */
export function LineChart({
  answer,
  unit,
  format,
}: {
  readonly answer: MetricSeries;
  readonly unit: string;
  readonly format: (value: number) => string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [pointed, setPointed] = useState<{ bucket: number; left: number } | undefined>();
  const { series, timesMs } = answer;
  const latest = useRef(answer);
  latest.current = answer;
  const dark = isDark.value;
  const shape = series.map(seriesName).join('\n');

  // The colours on a canvas are those of the theme when it was drawn, and uPlot's series are fixed.
  useLayoutEffect(() => {
    const element = box.current!;
    const made = new uPlot(
      optionsFor(element, latest.current, { format, steps: axisSteps(unit) }, setPointed),
      dataOf(latest.current),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [dark, shape, format, unit]);
  useLayoutEffect(() => plot.current?.setData(dataOf(answer)), [answer]);

  return (
    <div class="line-chart">
      <div
        ref={box}
        role="img"
        aria-label={`${formatMany(series.length, 'series', 'series')} over time; the table below has the newest values`}
      />
      {pointed && timesMs[pointed.bucket] !== undefined && (
        <div
          class={pointed.left > 300 ? 'point-note to-left' : 'point-note'}
          style={{ left: `${pointed.left}px` }}
        >
          <b>{formatTime(timesMs[pointed.bucket]!).slice(0, 8)}</b>
          {series.slice(0, MAX_NOTED).map((line, at) => {
            const value = line.values[pointed.bucket];
            return value === null || value === undefined ? null : (
              <span key={seriesName(line)} class={`noted ${lineHue(at)}`}>
                <i class="dot" /> {format(value)} {series.length > 1 && seriesName(line)}
              </span>
            );
          })}
        </div>
      )}
    </div>
  );
}

function dataOf({ series, timesMs }: MetricSeries): uPlot.AlignedData {
  return [timesMs.map(ms => ms / 1000), ...series.map(({ values }) => [...values])];
}

function optionsFor(
  element: HTMLElement,
  { series }: MetricSeries,
  { format, steps }: { format: (value: number) => string; steps: number[] | undefined },
  point: (at: { bucket: number; left: number } | undefined) => void,
): uPlot.Options {
  const colour = (name: string) => usedColour(element, name);
  const grid = { stroke: colour('--line'), width: 1 };
  const ticks = { ...grid, size: 4 };
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const stroke = colour('--muted');
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    padding: [10, 28, 0, 0],
    cursor: { y: false, drag: { x: true, y: false, dist: LEAST_DRAG, setScale: false } },
    series: [
      {},
      ...series.map((line, at) => ({
        label: seriesName(line),
        stroke: colour(`--${lineHue(at)}`),
        width: 1.5,
        spanGaps: false,
        points: { show: line.values.filter(value => value !== null).length < 4, size: 5 },
      })),
    ],
    scales: { y: { range: (_plot, least, most) => rangeOf(least, most) } },
    axes: [
      {
        ...{ stroke, ticks, font, size: 26, space: 70, incrs: SECONDS, grid: { show: false } },
        values: (_, seconds) => seconds.map(each => formatTime(each * 1000).slice(0, 8)),
      },
      {
        ...{ stroke, ticks, font, grid, size: 64, ...(steps && { incrs: steps }) },
        values: (_, values) => values.map(value => (value === null ? '' : format(value))),
      },
    ],
    hooks: {
      setSelect: [narrowDown],
      setCursor: [
        ({ cursor: { idx, left } }) =>
          point(
            idx === null || idx === undefined || left! < 0 ? undefined : { bucket: idx, left: left! + 64 },
          ),
      ],
    },
  };
}

/** From zero, so that a flat line does not look like a mountain. */
function rangeOf(least: number | null, most: number | null): [number, number] {
  const low = Math.min(0, least ?? 0);
  const high = Math.max(0, most ?? 1);
  return [low, high === low ? low + 1 : high + (high - low) * 0.05];
}

function narrowDown(plot: uPlot): void {
  const { left, width } = plot.select;
  if (width < LEAST_DRAG) return;
  const ms = (pixels: number) => plot.posToVal(pixels, 'x') * 1000;
  change({ since: Math.floor(ms(left)), until: Math.ceil(ms(left + width)) });
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}
