/** Keeps a result for this many times its own cost, so that watching takes a fifth of the processor at most. */
const REST = 4;
const LEAST_MS = 250;
const MAX_RESULTS = 64;

/**
 * Computes a result, or returns the earlier result: as long as nothing has come (`version`) and, while spans keep coming,
 * for four times as long as it took.
 */
export class Remembered {
  readonly #results = new Map<string, { value: unknown; version: number; untilMs: number }>();

  get<Result>(key: string, version: number, workOut: () => Result): Result {
    const now = performance.now();
    const known = this.#results.get(key);
    if (known !== undefined && (known.version === version || now < known.untilMs))
      return known.value as Result;
    const value = workOut();
    const end = performance.now();
    this.#results.delete(key);
    this.#results.set(key, { value, version, untilMs: end + Math.max(LEAST_MS, REST * (end - now)) });
    if (this.#results.size > MAX_RESULTS) this.#results.delete(this.#results.keys().next().value!);
    return value;
  }
}
