import { stat } from 'node:fs/promises';
import { countOf } from '../count-of';
import type { Inbox } from '../inbox';
import { MalformedError } from '../wire/malformed-error';
import { contentsSince, countsOf } from './file-contents';
import { FileError, fileErrorOf } from './file-error';
import { streamOf } from './file-stream';
import { type TakenFile, takeStream } from './take-stream';
import { THREAD_FILE, takeInThreads } from './thread/take-in-threads';

const FORMATS = 'OTLP JSON (the Collector, Jaeger 2 and Tempo write it), Jaeger JSON or Zipkin v2 JSON';

/** Opens files of traces one after the other; returns a sentence on each. Rejects with a FileError. */
export async function openFiles(files: readonly string[], inbox: Inbox): Promise<string[]> {
  const sentences: string[] = [];
  for (const file of files) sentences.push(await openFile(file, inbox));
  return sentences;
}

async function openFile(file: string, inbox: Inbox): Promise<string> {
  const before = countsOf(inbox);
  let taken: TakenFile;
  try {
    taken = await takeFile(file, inbox);
  } catch (error) {
    if (error instanceof MalformedError) throw new FileError(`${file} could not be read: ${error.message}`);
    throw fileErrorOf(error, file, 'read');
  }
  if (taken.format === undefined) {
    throw new FileError(`${file} holds no traces: it must be ${FORMATS}`);
  }
  const bad =
    taken.badLines === 0
      ? ''
      : `; ${countOf(taken.badLines, 'line')} could not be read, the first is line ${taken.firstBadLine}`;
  return `${file}: ${contentsSince(before, inbox)} (${taken.format})${bad}`;
}

/** Size from which threads read a file: they take 50 ms to start. */
const LARGE_BYTES = 8 * 2 ** 20;

async function takeFile(file: string, inbox: Inbox): Promise<TakenFile> {
  const { size: bytes } = await stat(file);
  if (bytes >= LARGE_BYTES && THREAD_FILE !== undefined)
    return takeInThreads({ file, bytes, threadFile: THREAD_FILE }, inbox);
  return takeStream(await streamOf(file), inbox);
}
