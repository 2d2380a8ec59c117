import type { SpanKind } from '../../trace';
import type { SegmentOperation } from './shared-operations';

/** Maximum of separate operations: the rest count as a single one, so that made-up names cannot fill the memory. */
export const MAX_OPERATIONS = 5000;

export interface Gathered {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Place among all operations. */
  readonly number: number;
}

let answers = 0;

/** Operations of all segments, for an answer. What segments share is looked up by its key once, then has its place noted. */
export class AllOperations {
  readonly #answer = ++answers;
  readonly #byKey = new Map<string, Gathered>();

  list(): Gathered[] {
    return [...this.#byKey.values()];
  }

  /** Places of a segment's operations among all. */
  numbersOf(operations: readonly SegmentOperation[]): Uint32Array {
    const numbers = new Uint32Array(operations.length);
    for (let at = 0; at < numbers.length; at++) numbers[at] = this.#numberOf(operations[at]!);
    return numbers;
  }

  #numberOf(operation: SegmentOperation): number {
    if (operation.placedIn !== this.#answer) {
      operation.place = this.#gatheredOf(operation).number;
      operation.placedIn = this.#answer;
    }
    return operation.place;
  }

  #gatheredOf({ service, name, kind, key }: SegmentOperation): Gathered {
    const all = this.#byKey;
    const known = all.get(key);
    if (known !== undefined) return known;
    const isOneTooMany = all.size >= MAX_OPERATIONS;
    const identity = isOneTooMany
      ? { service: '(other)', name: '(other)', kind: 'unspecified' as const }
      : { service, name, kind };
    const keptAs = isOneTooMany ? '(other)' : key;
    const fresh = all.get(keptAs) ?? { ...identity, number: all.size };
    all.set(keptAs, fresh);
    return fresh;
  }
}
