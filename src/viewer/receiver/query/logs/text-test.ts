import type { LogChunk } from '../../store/logs/log-chunk';
import type { LogParts } from '../../store/logs/log-parts';
import { containsText, findText, type TextTest } from '../contains-text';
import { type ChunkTest, countOf, partTest } from './matches';

/** Where fewer records than this share are left of a chunk, their parts are looked at instead of all. */
const FEW = 1 / 8;

/** Records with a text in one of their parts. */
export function ownTextTest(text: string): ChunkTest {
  const wanted = Buffer.from(text);
  const find = findText(wanted);
  const contains = containsText(wanted);
  const ofAll = partTest(({ parts }, flags) => {
    // Keys are texts too: the attributes of such a key need not be looked at.
    const kinds = parts.kindsWhere(contains);
    for (const kind of kinds) parts.flagKind(kind, flags);
    let isFound = kinds.length > 0;
    const setFlag = (part: number) => {
      flags[part] = 1;
      isFound = true;
    };
    for (const run of parts.runsWith(wanted, kinds)) eachWithText(parts, run, find, wanted.length, setFlag);
    return isFound;
  });
  return (chunk, left) =>
    left !== undefined && countOf(left) < chunk.count * FEW ? ofFew(chunk, left, contains) : ofAll(chunk);
}

/** Calls `use` with each part of a run that holds a text. Looks for its next place in all of them, past those without it. */
function eachWithText(
  parts: LogParts,
  [from, to]: readonly [from: number, to: number],
  find: ReturnType<typeof findText>,
  length: number,
  use: (part: number) => void,
): void {
  const { fields } = parts;
  const { arena } = fields;
  const end = fields.startOf(to);
  let part = from;
  for (let at = fields.startOf(from); at < end; ) {
    const place = find(arena, at, end);
    if (place < 0) return;
    while (fields.startOf(part + 1) <= place) part++;
    const next = fields.startOf(part + 1);
    // The place may be in a part's tag, or reach into the next part.
    if (place < parts.contentsAt(part) || place + length > next) at = place + 1;
    else {
      use(part);
      at = next;
    }
  }
}

const UNKNOWN = 0;
const WITHOUT = 1;
const WITH = 2;

/** Looks at the parts of the records that are left, at each once. */
function ofFew(
  { parts, partIds, partStart, count }: LogChunk,
  left: Uint8Array,
  contains: TextTest,
): Uint8Array {
  const { fields } = parts;
  const known = new Uint8Array(parts.count);
  const flags = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    if (left[index] === 0) continue;
    for (let at = partStart[index]!; at < partStart[index + 1]! && flags[index] === 0; at++) {
      const part = partIds[at]!;
      if (known[part] === UNKNOWN) {
        const isWith = contains(fields.arena, parts.contentsAt(part), fields.startOf(part + 1));
        known[part] = isWith ? WITH : WITHOUT;
      }
      if (known[part] === WITH) flags[index] = 1;
    }
  }
  return flags;
}
