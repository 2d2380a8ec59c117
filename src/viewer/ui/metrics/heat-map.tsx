import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Heat } from '../../receiver/analyse/metrics/heat';
import { formatCount } from '../format/number';
import { formatTime } from '../format/time';
import { useWidth } from '../parts/use-width';
import { usedColour } from '../parts/used-colour';
import { isDark } from '../state/theme';

const ROW_HEIGHT = 10;
const LEAST_HEIGHT = 120;
/** Narrower cells stand without a gap, which would make stripes of them. */
const LEAST_PARTED = 5;
/** Faintest shade of a cell that holds anything. */
const LEAST_SHADE = 0.12;

/** Measurements by time and size: the stronger a cell's colour, the more there were. */
export function HeatMap({
  heat: { uppers, counts },
  timesMs,
  format,
}: {
  readonly heat: Heat;
  readonly timesMs: readonly number[];
  readonly format: (value: number) => string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pointed, setPointed] = useState<{ bucket: number; row: number } | undefined>();
  const width = useWidth(box);
  const height = Math.max(LEAST_HEIGHT, uppers.length * ROW_HEIGHT);
  const dark = isDark.value;

  useLayoutEffect(() => {
    const element = canvas.current!;
    const ratio = devicePixelRatio;
    element.width = Math.max(1, width * ratio);
    element.height = height * ratio;
    const context = element.getContext('2d')!;
    context.scale(ratio, ratio);
    draw(context, counts, uppers.length, { width, height, colour: usedColour(element, '--accent') });
  }, [counts, uppers.length, width, height, dark]);

  const cellAt = (event: MouseEvent) => {
    const { left, top } = canvas.current!.getBoundingClientRect();
    const bucket = Math.floor(((event.clientX - left) / width) * counts.length);
    const row = uppers.length - 1 - Math.floor(((event.clientY - top) / height) * uppers.length);
    return counts[bucket]?.[row] === undefined ? undefined : { bucket, row };
  };
  const rangeText = (row: number) => {
    const upper = uppers[row] ?? null;
    const lower = uppers[row - 1];
    if (upper === null) return lower === undefined || lower === null ? 'any' : `above ${format(lower)}`;
    return lower === undefined || lower === null
      ? `up to ${format(upper)}`
      : `${format(lower)} to ${format(upper)}`;
  };
  const labels = labelled(uppers.length);
  return (
    <div class="heat-map">
      <div class="heat-labels" style={{ height: `${height}px` }} aria-hidden="true">
        {labels.map(row => (
          <span key={row} style={{ bottom: `${((row + 1) / uppers.length) * 100}%` }}>
            {uppers[row] === null ? '∞' : format(uppers[row]!)}
          </span>
        ))}
      </div>
      <div ref={box} class="heat-cells">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`Measurements by time and size, ${rangeText(0)} at the bottom, ${rangeText(uppers.length - 1)} at the top`}
          style={{ height: `${height}px` }}
          onMouseMove={event => setPointed(cellAt(event))}
          onMouseLeave={() => setPointed(undefined)}
        />
        <p class="heat-times" aria-hidden="true">
          <span>{clock(timesMs[0]!)}</span>
          <span>{clock(timesMs.at(-1)!)}</span>
        </p>
        <p class="heat-note">
          {pointed
            ? `${formatCount(counts[pointed.bucket]![pointed.row]!)} of ${rangeText(pointed.row)} at ${clock(timesMs[pointed.bucket]!)}`
            : `${dark ? 'Brighter' : 'Darker'} cells hold more measurements.`}
        </p>
      </div>
    </div>
  );
}

function draw(
  context: CanvasRenderingContext2D,
  counts: Heat['counts'],
  rows: number,
  { width, height, colour }: { width: number; height: number; colour: string },
): void {
  const most = Math.max(...counts.flat(), Number.MIN_VALUE);
  const gap = width / counts.length < LEAST_PARTED ? 0 : 1;
  context.fillStyle = colour;
  counts.forEach((column, bucket) => {
    const left = Math.floor((bucket / counts.length) * width);
    const right = Math.floor(((bucket + 1) / counts.length) * width);
    column.forEach((count, row) => {
      if (count <= 0) return;
      const top = Math.floor(((rows - 1 - row) / rows) * height);
      const bottom = Math.floor(((rows - row) / rows) * height);
      context.globalAlpha = LEAST_SHADE + (1 - LEAST_SHADE) * Math.sqrt(count / most);
      context.fillRect(left, top, Math.max(1, right - left - gap), Math.max(1, bottom - top - 1));
    });
  });
}

/** Rows that are labelled: six or fewer, evenly. */
function labelled(rows: number): number[] {
  const step = Math.max(1, Math.ceil(rows / 6));
  return Array.from({ length: Math.ceil(rows / step) }, (_, at) => rows - 1 - at * step);
}

function clock(ms: number): string {
  return formatTime(ms).slice(0, 8);
}
