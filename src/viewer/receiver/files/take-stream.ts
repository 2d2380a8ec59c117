import { setImmediate } from 'node:timers/promises';
import type { RequestTaker } from '../inbox';
import { JsonReader, LIST, OBJECT } from '../wire/json-reader';
import { MalformedError } from '../wire/malformed-error';
import { asUtf8 } from './as-utf8';
import { type Format, takeText } from './formats/formats';
import { isBlank, MAX_TEXT_BYTES, readLines } from './read-lines';

/** Time that others may have to wait for an answer. */
const LONGEST_TURN_MS = 40;

/** Result of reading a file. */
export interface TakenFile {
  /** Undefined when it is in no format that is known. */
  format: Format | undefined;
  badLines: number;
  firstBadLine: number;
}

/**
 * Takes in a file in any of the formats: line by line while each line is a text of its own; a file that begins
 * otherwise is read as a single document. Rejects with a MalformedError.
 */
export async function takeStream(stream: AsyncIterable<Buffer>, inbox: RequestTaker): Promise<TakenFile> {
  const taken: TakenFile = { format: undefined, badLines: 0, firstBadLine: 0 };
  const document: Buffer[] = [];
  let size = 0;
  let number = 0;
  for await (const line of readLines(asUtf8(stream))) {
    number++;
    if (document.length === 0 && isBlank(line)) continue;
    if (document.length === 0 && taken.format === undefined && !mayBeJson(line)) return taken;
    const format = document.length === 0 ? await inTurns(takeLine(line, inbox)) : undefined;
    if (format !== undefined) taken.format = format;
    else if (taken.format !== undefined) {
      taken.badLines++;
      taken.firstBadLine ||= number;
    } else {
      size += line.length;
      if (size > MAX_TEXT_BYTES) throw new MalformedError('it is too large for one JSON document');
      document.push(line, NEWLINE);
    }
  }
  if (number === 0) taken.format = 'OTLP JSON';
  if (document.length > 0) taken.format = await inTurns(takeText(Buffer.concat(document), inbox));
  return taken;
}

const NEWLINE = Buffer.from('\n');

/** Takes in a line of a file; returns its format, undefined when it is in none. Yields as `takeText` does. */
export function* takeLine(line: Buffer, inbox: RequestTaker): Generator<void, Format | undefined> {
  try {
    if (inbox.takeLine?.(line)) return 'OTLP JSON';
    return yield* takeText(line, inbox);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** Lets the event loop turn now and then. */
async function inTurns<Result>(steps: Generator<void, Result>): Promise<Result> {
  for (let began = performance.now(); ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - began < LONGEST_TURN_MS) continue;
    await setImmediate();
    began = performance.now();
  }
}

/** All formats are lists and objects. */
function mayBeJson(line: Buffer): boolean {
  const first = new JsonReader(line).peek();
  return first === LIST || first === OBJECT;
}
