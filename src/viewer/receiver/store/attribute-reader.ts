import type { Attributes, Value } from '../trace';
import { noAttributes } from '../wire/no-attributes';
import { readKeyValue } from '../wire/read-value';
import { Reader } from '../wire/reader';
import type { AttributePairs } from './attribute-pairs';
import type { Segment } from './segment';

/** Reads the attributes of many spans that are looked at together: a pair that several of them have is decoded once. */
export class AttributeReader {
  readonly #decoded = new Map<AttributePairs, Map<number, [key: string, value: Value]>>();
  readonly #reader = new Reader(new Uint8Array(0));

  /** The attributes of the span with this index. */
  read({ attributes, attributeIds, attributeStart }: Segment, index: number): Attributes {
    let known = this.#decoded.get(attributes);
    if (known === undefined) {
      known = new Map();
      this.#decoded.set(attributes, known);
    }
    const read: Attributes = noAttributes();
    for (let at = attributeStart[index]!; at < attributeStart[index + 1]!; at++) {
      const id = attributeIds[at]!;
      let pair = known.get(id);
      if (pair === undefined) {
        pair = this.#decode(attributes, id);
        known.set(id, pair);
      }
      read[pair[0]] = pair[1];
    }
    return read;
  }

  #decode({ pairs }: AttributePairs, id: number): [key: string, value: Value] {
    const into: Attributes = noAttributes();
    readKeyValue(this.#reader.over(pairs.arena, pairs.startOf(id), pairs.startOf(id + 1)), into);
    return Object.entries(into)[0]!;
  }
}
