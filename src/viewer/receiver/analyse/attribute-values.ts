import type { SpanStore } from '../store/span-store';
import type { Attributes } from '../trace';
import { noAttributes } from '../wire/no-attributes';
import { readKeyValue } from '../wire/read-value';
import { Reader } from '../wire/reader';

/** Attribute keys that spans have, by name; for completion of typed text. */
export function attributeKeys(store: SpanStore, limit: number): string[] {
  const names = new Set<string>();
  for (const { attributes } of store.segments) {
    for (let key = 0; key < attributes.keys.count && names.size < limit; key++) {
      names.add(Buffer.from(attributes.keys.get(key)).toString('utf8'));
    }
  }
  return [...names].sort();
}

/** Values that spans have for a key, the newest segment's first, `limit` at most. */
export function attributeValues(store: SpanStore, key: string, limit: number): string[] {
  const values = new Set<string>();
  for (const { attributes } of [...store.segments].reverse()) {
    const keys = attributes.keysNamed(key);
    if (keys.length === 0) continue;
    for (let pair = 0; pair < attributes.count && values.size < limit; pair++) {
      if (!keys.includes(attributes.keyOf[pair]!)) continue;
      const found: Attributes = noAttributes();
      readKeyValue(new Reader(attributes.get(pair)), found);
      values.add(typeof found[key] === 'string' ? found[key] : JSON.stringify(found[key]));
    }
  }
  return [...values];
}
