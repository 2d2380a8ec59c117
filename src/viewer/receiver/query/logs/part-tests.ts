import type { LogChunk } from '../../store/logs/log-chunk';
import { BODY_KIND, EVENT_KIND } from '../../store/logs/log-parts';
import { anyValueTest, type PairTest, pairTest, valueTest } from '../match-value';
import type { Operator } from '../parse';
import { type ChunkTest, partTest } from './matches';
import { nestedTest } from './nested-test';

/** Tests whether the body of a record compares so. */
export function bodyTest(operator: Operator, value: string): ChunkTest {
  const holds = anyValueTest(operator, value);
  return partTest((chunk, flags) => findParts(chunk, new Map([[BODY_KIND, holds]]), flags));
}

/** Tests whether the event name of a record compares so. */
export function eventTest(operator: Operator, value: string): ChunkTest {
  const holds = valueTest(operator, value);
  const holdsText: PairTest = (source, start, end) =>
    holds(Buffer.from(source.subarray(start, end)).toString('utf8'));
  return partTest((chunk, flags) => findParts(chunk, new Map([[EVENT_KIND, holdsText]]), flags));
}

/**
 * Records with an attribute that matches, or that exists where there is no operator; also one within attributes that
 * are objects.
 */
export function ownAttributeTest(key: string, operator?: Operator, value = ''): ChunkTest {
  const holds: PairTest = operator === undefined ? () => true : pairTest(operator, value);
  const names = key.split('.');
  const tests = names.map((_, at): [name: Buffer, test: PairTest] => [
    Buffer.from(names.slice(0, at + 1).join('.')),
    at === names.length - 1 ? holds : nestedTest(names.slice(at + 1), holds),
  ]);
  return partTest((chunk, flags) => {
    const byKind = tests.flatMap(([name, test]) =>
      chunk.parts.kindsOf(name).map((kind): [number, PairTest] => [kind, test]),
    );
    return byKind.length > 0 && findParts(chunk, new Map(byKind), flags);
  });
}

/** Sets the flags of parts that match, by the test of their kind. */
function findParts({ parts }: LogChunk, tests: ReadonlyMap<number, PairTest>, flags: Uint8Array): boolean {
  const { fields } = parts;
  const { arena } = fields;
  let isFound = false;
  for (const [kind, holds] of tests) {
    parts.eachOf(kind, part => {
      if (!holds(arena, parts.contentsAt(part), fields.startOf(part + 1))) return;
      flags[part] = 1;
      isFound = true;
    });
  }
  return isFound;
}
