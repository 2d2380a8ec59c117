import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { FoundTrace } from '../../receiver/query/search-traces';
import { formatDuration } from '../format/duration';
import { formatMany } from '../format/number';
import { formatTime, unixMs } from '../format/time';
import { usedColour } from '../parts/used-colour';
import { change, goTo } from '../state/place';
import { isDark } from '../state/theme';

const HEIGHT = 168;
/** Pixels from a point at which the pointer is on it. */
const REACH = 12;
/** A drag of fewer pixels is a click. */
const LEAST_DRAG = 6;

/** Traces by start and duration. A point opens its trace, a drag narrows time and duration down. */
export function LatencyScatter({ traces }: { readonly traces: readonly FoundTrace[] }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [hovered, setHovered] = useState<{ trace: FoundTrace; left: number; top: number } | undefined>();
  const points = useMemo(
    () =>
      traces
        .map(trace => ({ trace, seconds: unixMs(trace.startUnixNano) / 1000 }))
        .sort((a, b) => a.seconds - b.seconds),
    [traces],
  );
  const latest = useRef(points);
  latest.current = points;
  const dark = isDark.value;
  const pressedAt = useRef({ x: 0, y: 0 });

  // The colours on a canvas are those of the theme when it was drawn.
  useLayoutEffect(() => {
    const element = box.current!;
    const made = new uPlot(optionsFor(element), dataOf(latest.current), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [dark]);
  useLayoutEffect(() => plot.current?.setData(dataOf(points)), [points]);

  const nearest = (event: MouseEvent) => {
    const made = plot.current!;
    const { left, top } = made.over.getBoundingClientRect();
    return nearestPoint(made, latest.current, event.clientX - left, event.clientY - top);
  };
  return (
    <div class="card scatter">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list below leads to the same traces */}
      <div
        ref={box}
        role="img"
        aria-label={`${formatMany(traces.length, 'trace')} by start and duration; the list below has the same traces`}
        class={hovered ? 'on-point' : undefined}
        onMouseMove={event => setHovered(nearest(event))}
        onMouseLeave={() => setHovered(undefined)}
        onMouseDown={event => {
          pressedAt.current = { x: event.clientX, y: event.clientY };
        }}
        onClick={event => {
          const { x, y } = pressedAt.current;
          if (Math.hypot(event.clientX - x, event.clientY - y) >= LEAST_DRAG) return;
          const found = nearest(event);
          if (found !== undefined) goTo(`/trace/${found.trace.traceId}`);
        }}
      />
      {hovered && <PointNote {...hovered} />}
    </div>
  );
}

function PointNote({
  trace: { root, path, durationNs, errorCount, startUnixNano },
  left,
  top,
}: {
  readonly trace: FoundTrace;
  readonly left: number;
  readonly top: number;
}) {
  const isRight = left > 300;
  return (
    <div class={isRight ? 'point-note to-left' : 'point-note'} style={{ left: `${left}px`, top: `${top}px` }}>
      <b>{root.name}</b> {path} {root.service}
      <br />
      {formatDuration(durationNs)} at {formatTime(unixMs(startUnixNano))}
      {errorCount > 0 && <em class="failing"> · {formatMany(errorCount, 'error')}</em>}
    </div>
  );
}

type Points = readonly { readonly trace: FoundTrace; readonly seconds: number }[];

function dataOf(points: Points): uPlot.AlignedData {
  const durations = (failed: boolean) =>
    points.map(({ trace }) => (trace.errorCount > 0 === failed ? Math.max(1, trace.durationNs) : null));
  return [points.map(({ seconds }) => seconds), durations(false), durations(true)];
}

function optionsFor(element: HTMLElement): uPlot.Options {
  const colour = (name: string) => usedColour(element, name);
  const text = colour('--muted');
  const grid = { stroke: colour('--line'), width: 1 };
  const ticks = { ...grid, size: 4 };
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const series = (name: string, fill: string) => ({
    label: name,
    stroke: fill,
    paths: () => null,
    points: { show: true, size: 6, width: 0, fill, stroke: fill },
  });
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    padding: [10, 28, 0, 0],
    cursor: {
      x: false,
      y: false,
      points: { show: false },
      drag: { x: true, y: true, uni: 24, dist: LEAST_DRAG, setScale: false },
    },
    scales: { y: { distr: 3, log: 10 } },
    series: [{}, series('ok', colour('--point')), series('failed', colour('--bad'))],
    axes: [
      { stroke: text, grid: { show: false }, ticks, font, size: 26, space: 90, values: timeLabels },
      {
        stroke: text,
        grid: { ...grid, filter: decades },
        ticks: { ...ticks, filter: decades },
        font,
        size: 64,
        filter: decades,
        values: (_, values) => values.map(ns => (ns === null ? '' : formatDuration(ns))),
      },
    ],
    hooks: { setSelect: [narrowDown] },
  };
}

function timeLabels(_: uPlot, seconds: readonly number[]): string[] {
  const isFine = seconds.length > 1 && seconds[1]! - seconds[0]! < 1;
  return seconds.map(each => formatTime(each * 1000).slice(0, isFine ? 12 : 8));
}

/** Lines of a logarithmic scale at powers of ten; null leaves a line out. */
function decades(_: uPlot, values: readonly number[]): (number | null)[] {
  return values.map(value =>
    Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9 ? value : null,
  );
}

function narrowDown(plot: uPlot): void {
  const { left, top, width, height } = plot.select;
  if (width < LEAST_DRAG && height < LEAST_DRAG) return;
  const isWhole = { x: width >= plot.over.clientWidth - 1, y: height >= plot.over.clientHeight - 1 };
  const seconds = (pixels: number) => plot.posToVal(pixels, 'x');
  const ns = (pixels: number) => `${Math.round(plot.posToVal(pixels, 'y') / 1000)}us`;
  change({
    ...(isWhole.x || width < LEAST_DRAG
      ? {}
      : { since: Math.floor(seconds(left) * 1000), until: Math.ceil(seconds(left + width) * 1000) }),
    ...(isWhole.y || height < LEAST_DRAG ? {} : { min: ns(top + height), max: ns(top) }),
  });
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function nearestPoint(
  plot: uPlot,
  points: Points,
  x: number,
  y: number,
): { trace: FoundTrace; left: number; top: number } | undefined {
  let best: { trace: FoundTrace; left: number; top: number } | undefined;
  let bestDistance = REACH;
  for (const { trace, seconds } of points) {
    const left = plot.valToPos(seconds, 'x');
    if (Math.abs(left - x) > bestDistance) continue;
    const top = plot.valToPos(Math.max(1, trace.durationNs), 'y');
    const distance = Math.hypot(left - x, top - y);
    if (distance >= bestDistance) continue;
    bestDistance = distance;
    best = { trace, left: left + plot.over.offsetLeft, top: top + plot.over.offsetTop };
  }
  return best;
}
