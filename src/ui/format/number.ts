const whole = new Intl.NumberFormat('en');

/** `12,345` */
export function formatCount(count: number): string {
  return whole.format(Math.round(count));
}

/** `3 traces`, `1 trace` */
export function formatMany(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Times per second: `47/s`, `0.4/s`; below one in ten seconds, times per minute. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0/s';
  if (perSecond < 0.1) return `${short(perSecond * 60)}/min`;
  return `${short(perSecond)}/s`;
}

/** A share from 0 to 1 as `92%`, `0.4%`; what is there never shows as nothing, nor what lacks something as all. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent <= 0) return '0%';
  if (percent < 0.1) return '<0.1%';
  if (percent < 10) return `${short(percent)}%`;
  return `${percent > 99 && percent < 99.95 ? percent.toFixed(1) : Math.round(percent)}%`;
}

/** `2.8 MB` */
export function formatBytes(bytes: number): string {
  return `${short(bytes / 2 ** 20)} MB`;
}

function short(value: number): string {
  if (value >= 1000) return formatCount(value);
  return value >= 9.95 ? String(Math.round(value)) : String(Number(value.toFixed(1)));
}
