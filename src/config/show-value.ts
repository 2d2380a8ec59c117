import { noTimeLimitMs } from './kinds/numbers';
import { redacted, redactUrls } from './redact';
import type { StandaloneRow } from './setting';

/** A value as people read it: secrets and credentials hidden, `unset` explained. */
export function showValue(row: StandaloneRow, value: unknown): string {
  return row.secret && value !== undefined ? redacted : showPublic(row, value);
}

/** A value of a row as people read it, secret or not: for defaults. Credentials in URLs are hidden all the same. */
export function showPublic(row: StandaloneRow, value: unknown): string {
  if (value === undefined) return row.unset ?? 'nothing';
  switch (row.kind) {
    case 'switch':
      return value === true ? 'on' : 'off';
    case 'wordsOrSwitch':
      return showChoice(value as readonly string[], row.words.length);
    case 'duration':
    case 'timeout':
      return value === noTimeLimitMs ? 'no limit' : `${value} ms`;
    case 'bytes':
      return showBytes(value as number);
    default:
      return redactUrls(showPlain(value));
  }
}

function showChoice(chosen: readonly string[], all: number): string {
  return chosen.length === 0 ? 'off' : chosen.length === all ? 'on' : chosen.join(',');
}

function showBytes(bytes: number): string {
  for (const [unit, size] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ] as const) {
    if (bytes % size === 0) return `${bytes / size} ${unit}`;
  }
  return `${bytes} bytes`;
}

/** Lists, pairs, addresses, files, options and whatever `String` is good enough for. */
function showPlain(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  if (typeof value !== 'object' || value === null) return String(value);
  if ('bytes' in value && 'path' in value) return String(value.path);
  if ('host' in value && 'text' in value) return String(value.text);
  const entries = Object.entries(value);
  if (entries.some(([, item]) => typeof item === 'object')) return JSON.stringify(value);
  return entries.length === 0 ? 'none' : entries.map(([key, item]) => `${key}=${item}`).join(',');
}
