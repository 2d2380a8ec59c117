const whole = new Intl.NumberFormat('en');

/** `12,345` */
export function formatCount(count: number): string {
  return whole.format(Math.round(count));
}

/** `3 traces`, `1 trace` */
export function formatMany(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Rates below this are told per minute. */
const LEAST_PER_SECOND = 0.1;

/** Times per second: `47/s`, `0.4/s`; below one in ten seconds, times per minute. */
export function formatRate(perSecond: number): string {
  return rateFormat([perSecond])(perSecond);
}

/** Format of rates that stand beside each other, and so have one unit: per minute where one of them is small. */
export function rateFormat(rates: readonly number[]): (perSecond: number) => string {
  const isSlow = rates.some(rate => rate > 0 && rate < LEAST_PER_SECOND);
  return perSecond => (isSlow ? `${short(perSecond * 60)}/min` : `${short(perSecond)}/s`);
}

/** A share from 0 to 1 as `92%`, `0.4%`. A small share never shows as 0%, an incomplete one never as 100%. */
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
