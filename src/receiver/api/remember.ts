/** How many times its own cost a result is shown again, so that watching never takes more than a fifth of the processor. */
const REST = 4;
const LEAST_MS = 250;
const MAX_RESULTS = 64;

/**
 * Works something out, or returns what was worked out before: as long as nothing has come (`version`) and, while spans
 * keep coming, for four times as long as it took.
 */
export class Remembered {
  private readonly results = new Map<string, { value: unknown; version: number; untilMs: number }>();

  get<Result>(key: string, version: number, workOut: () => Result): Result {
    const now = performance.now();
    const known = this.results.get(key);
    if (known !== undefined && (known.version === version || now < known.untilMs))
      return known.value as Result;
    const value = workOut();
    const end = performance.now();
    this.results.delete(key);
    this.results.set(key, { value, version, untilMs: end + Math.max(LEAST_MS, REST * (end - now)) });
    if (this.results.size > MAX_RESULTS) this.results.delete(this.results.keys().next().value!);
    return value;
  }
}
