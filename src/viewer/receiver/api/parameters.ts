/** Thrown for a request whose parameters cannot be understood; answered with 400 and the message. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

/** A number among the parameters, within bounds; `fallback` when it is absent. Throws ParameterError. */
export function numberParameter(
  parameters: URLSearchParams,
  name: string,
  { fallback, min = 0, max = Number.MAX_SAFE_INTEGER }: { fallback: number; min?: number; max?: number },
): number {
  const text = parameters.get(name);
  if (text === null || text === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new ParameterError(`${name} must be a number`);
  return Math.min(max, Math.max(min, value));
}

/** An optional number; undefined when it is absent. Throws ParameterError. */
export function optionalNumber(parameters: URLSearchParams, name: string): number | undefined {
  return parameters.has(name) ? numberParameter(parameters, name, { fallback: 0 }) : undefined;
}

/** Reads a parameter that must be a word of a list. Throws ParameterError that names the words. */
export function wordParameter<Word extends string>(
  parameters: URLSearchParams,
  name: string,
  words: readonly Word[],
  fallback: Word,
): Word {
  const text = parameters.get(name);
  if (text === null || text === '') return fallback;
  const word = words.find(each => each === text);
  if (word === undefined) throw new ParameterError(`${name} must be one of ${words.join(', ')}`);
  return word;
}

/** A parameter that must be there. Throws ParameterError. */
export function requiredText(parameters: URLSearchParams, name: string): string {
  const text = parameters.get(name);
  if (text === null || text === '') throw new ParameterError(`${name} is missing`);
  return text;
}
