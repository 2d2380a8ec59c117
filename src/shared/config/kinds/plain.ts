import type { Parse } from './kind';

/** Reads any text, as it is. */
export const text: Parse<string> = given => given;

/** Reads `true` or `false` in any case (SDK environment variables, "Boolean"). */
export const boolean: Parse<boolean> = (given, { refuse }) => {
  const lower = given.toLowerCase();
  return lower === 'true' || (lower === 'false' ? false : refuse('is not true or false'));
};

/** Reads `on` or `off` in any case; takes `true` and `false` as well. */
export const onOrOff: Parse<boolean> = (given, { refuse }) => readSwitch(given) ?? refuse('is not on or off');

/** Reads `on`, `off` or the path of a folder, which has a slash. */
export const switchOrFolder: Parse<boolean | string> = (given, { refuse }) =>
  readSwitch(given) ?? (/[\\/]/.test(given) ? given : refuse('is not on, off or the path of a folder'));

/** Reads `on` or `stderr`, `off`, or the path of a file. */
export const switchOrFile: Parse<boolean | string> = given =>
  readSwitch(given) ?? (given.toLowerCase() === 'stderr' || given);

/** Reads `on`, `off`, `true`, `false` in any case as a boolean; undefined for anything else. */
export function readSwitch(given: string): boolean | undefined {
  const lower = given.toLowerCase();
  if (lower === 'on' || lower === 'true') return true;
  return lower === 'off' || lower === 'false' ? false : undefined;
}
