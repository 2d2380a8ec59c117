import { findSetting } from '../settings';

/**
 * Flag of a setting without dashes: the row's own, else its environment name without OTEL_ or OTEL_AGENT_; undefined
 * for none.
 */
export function flagOf(name: string): string | undefined {
  const row = findSetting(name);
  if (row === undefined) return flagSpelling(name);
  if ('like' in row) return likeFlag(row.like, row.only) ?? flagSpelling(name);
  return row.flag === false ? undefined : (row.flag ?? flagSpelling(name));
}

/** Spells a name as a flag: `instrumentation-fs-enabled` for OTEL_INSTRUMENTATION_FS_ENABLED. */
export function flagSpelling(name: string): string {
  return name
    .replace(/^OTEL_(AGENT_)?/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}

/** Flag of a signal's row: `traces-headers`, if the row that it is like has the flag `headers`. */
function likeFlag(like: string, only: string): string | undefined {
  const row = findSetting(like);
  return row !== undefined && 'flag' in row && typeof row.flag === 'string'
    ? `${only}-${row.flag}`
    : undefined;
}
