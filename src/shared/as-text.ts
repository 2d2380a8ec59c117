/** Text of a value that the app gave where the API takes a string; empty for what has none. Throws nothing. */
export function asText(given: unknown): string {
  if (typeof given === 'string') return given;
  return given == null || typeof given === 'object' || typeof given === 'function' ? '' : String(given);
}
