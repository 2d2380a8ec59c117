import { types } from 'node:util';

/**
 * True for an exception, or a serialized one, where an app's logger expects it by name. A text, a number and an object
 * with only a name or a code are no exceptions.
 */
export function isException(value: unknown): boolean {
  if (isError(value)) return true;
  const { message, name, type, code } = Object(value) as Readonly<Record<string, unknown>>;
  return typeof message === 'string' && [name, type, code].some(kind => typeof kind === 'string');
}

/** True for an exception that a logger was given among other values. */
export function isError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    types.isNativeError(value) || value instanceof Error || isStack((value as { stack?: unknown }).stack)
  );
}

/** True for a stack, which has frames; some apps have other values under that name. */
export function isStack(value: unknown): value is string {
  return typeof value === 'string' && /\n\s+at /.test(value);
}
