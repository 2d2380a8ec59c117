import { redacted } from './redact';
import type { Setting } from './setting';

/** A value as people read it: secrets and credentials hidden, `unset` explained. */
export function showValue(row: Setting, value: unknown): string {
  if (value === undefined) return row.unset ?? 'nothing';
  if (row.secret) return redacted;
  return row.type.show?.(value) ?? String(value);
}
