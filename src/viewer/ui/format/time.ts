/** A time of day on the user's clock, to the millisecond: `18:03:12.045`. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  const pad = (value: number, length = 2) => String(value).padStart(length, '0');
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** Day and time of day: `2026-01-31 18:03:12.045`. */
export function formatDateTime(ms: number): string {
  const date = new Date(ms);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${formatTime(ms)}`;
}

/** An age: `just now`, `12 s ago`, `5 min ago`, `3 h ago`, else the day and time. */
export function formatAgo(ms: number, nowMs: number): string {
  const seconds = Math.round((nowMs - ms) / 1000);
  if (seconds < -1 || seconds >= 86_400) return formatDateTime(ms).slice(0, 16);
  if (seconds < 2) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ago` : `${Math.floor(seconds / 3600)} h ago`;
}

/** Unix milliseconds of Unix nanoseconds in digits, which no number holds. */
export function unixMs(unixNano: string): number {
  return Number(BigInt(unixNano) / 1000n) / 1000;
}
