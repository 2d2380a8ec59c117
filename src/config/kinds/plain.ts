import type { Parse } from './kind';

/** Any text, as it is. */
export const text: Parse<string> = given => given;

/** `true` or `false` in any case (SDK environment variables, "Boolean"). */
export const boolean: Parse<boolean> = (given, { refuse }) => {
  const lower = given.toLowerCase();
  return lower === 'true' || (lower === 'false' ? false : refuse('is not true or false'));
};

/** `on` or `off` in any case; `true` and `false` are taken as well. */
export const onOrOff: Parse<boolean> = (given, { refuse }) => readSwitch(given) ?? refuse('is not on or off');

/** `on`, `off`, `true`, `false` in any case as a boolean; undefined for anything else. */
export function readSwitch(given: string): boolean | undefined {
  const lower = given.toLowerCase();
  if (lower === 'on' || lower === 'true') return true;
  return lower === 'off' || lower === 'false' ? false : undefined;
}
