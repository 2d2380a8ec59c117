const WIDTH = 96;
const HEIGHT = 22;

/** Number of events and of failures in each part of a window of time. */
export function Sparkline({
  counts,
  errorCounts,
  label,
}: {
  readonly counts: readonly number[];
  readonly errorCounts: readonly number[];
  readonly label: string;
}) {
  const most = Math.max(1, ...counts);
  const step = WIDTH / counts.length;
  const bars = (values: readonly number[]) =>
    values
      .map((value, at) => {
        const height = value === 0 ? 0 : Math.max(1.5, (value / most) * HEIGHT);
        return height === 0 ? '' : `M${at * step} ${HEIGHT}v${-height}h${step * 0.72}v${height}z`;
      })
      .join('');
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <path d={bars(counts)} />
      <path class="failed" d={bars(errorCounts)} />
    </svg>
  );
}
