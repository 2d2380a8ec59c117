import type { Interner } from '../store/interner';
import type { Segment } from '../store/segment';
import { containsText } from './contains-text';
import { type PairTest, pairTest, valueTest } from './match-value';
import type { Operator } from './parse';
import { type Compiled, combined, markTest, originTest, type SegmentTest } from './segment-test';

const ALL_KEYS = 'all';

/** Tests whether the span or its resource has an attribute with this key whose value compares so. */
export function attributeTest(key: string, operator: Operator, value: string): Compiled {
  return combined(
    [spanAttributeTest(key, pairTest(operator, value)), resourceTest(key, operator, value)],
    false,
  );
}

/** Tests whether the span or its resource has an attribute with this key. */
export function attributeExists(key: string): Compiled {
  return combined([spanAttributeTest(key, () => true), originTest(({ resource }) => key in resource)], false);
}

/** Tests whether an attribute of the resource compares so. */
export function resourceTest(key: string, operator: Operator, value: string): Compiled {
  const holds = valueTest(operator, value);
  return originTest(({ resource }) => key in resource && holds(resource[key]!));
}

/** Tests whether the span's name compares so. */
export function nameTest(operator: Operator, value: string): Compiled {
  const holds = valueTest(operator, value);
  return ({ names, name }) =>
    markTest(
      markNames(names, bytes => holds(Buffer.from(bytes).toString('utf8'))),
      name,
    );
}

/** Tests whether the text is in the span's name, its service's, or in a key or value of its attributes. */
export function textAnywhere(text: string): Compiled {
  const contains = containsText(Buffer.from(text));
  const containsAll = (bytes: Uint8Array) => contains(bytes, 0, bytes.length);
  const inName: Compiled = ({ names, name }) => markTest(markNames(names, containsAll), name);
  const inPairs: Compiled = segment => pairMarksTest(segment, markPairs(segment, ALL_KEYS, contains));
  return combined([inName, inPairs, originTest(({ service }) => containsAll(Buffer.from(service)))], false);
}

function markNames(names: Interner, holds: (name: Uint8Array) => boolean): Uint8Array {
  const marks = new Uint8Array(names.count);
  for (let name = 0; name < marks.length; name++) if (holds(names.get(name))) marks[name] = 1;
  return marks;
}

function spanAttributeTest(key: string, holds: PairTest): Compiled {
  return segment => {
    const keys = segment.attributes.keysNamed(key);
    if (keys.length === 0) return false;
    const isKey = new Uint8Array(segment.attributes.keys.count);
    for (const number of keys) isKey[number] = 1;
    return pairMarksTest(segment, markPairs(segment, isKey, holds));
  };
}

/** Marks the pairs of certain keys that fulfil a test; undefined when there is none. */
function markPairs(
  { attributes }: Segment,
  isKey: Uint8Array | typeof ALL_KEYS,
  holds: PairTest,
): Uint8Array | undefined {
  const { keyOf, count, pairs } = attributes;
  const { arena } = pairs;
  let marks: Uint8Array | undefined;
  for (let pair = 0; pair < count; pair++) {
    if (
      (isKey !== ALL_KEYS && isKey[keyOf[pair]!] === 0) ||
      !holds(arena, pairs.startOf(pair), pairs.startOf(pair + 1))
    )
      continue;
    marks ??= new Uint8Array(count);
    marks[pair] = 1;
  }
  return marks;
}

function pairMarksTest(
  { attributeStart, attributeIds }: Segment,
  marks: Uint8Array | undefined,
): SegmentTest {
  if (marks === undefined) return false;
  return index => {
    const end = attributeStart[index + 1]!;
    for (let at = attributeStart[index]!; at < end; at++) if (marks[attributeIds[at]!] === 1) return true;
    return false;
  };
}
