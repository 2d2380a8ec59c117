import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { Inbox } from '../inbox';
import { MalformedError } from '../wire/malformed-error';
import { FileError, fileErrorOf } from './file-error';
import { type Format, takeDocument, takeLine } from './formats';
import { readLines } from './read-lines';

/** V8 holds no longer string: the limit of a line, and of a file that is one JSON document over many lines. */
const MAX_TEXT_BYTES = 500 * 2 ** 20;

/** The first two bytes of every gzip file (RFC 1952, 2.3.1). */
const GZIP_MAGIC = 0x1f8b;

/** Opens files of traces one after the other; returns a sentence on each. Rejects with a FileError. */
export async function openFiles(files: readonly string[], inbox: Inbox): Promise<string[]> {
  const sentences: string[] = [];
  for (const file of files) sentences.push(await openFile(file, inbox));
  return sentences;
}

async function openFile(file: string, inbox: Inbox): Promise<string> {
  const before = inbox.counts.traces.accepted;
  let found: Found;
  try {
    found = await takeStream(await streamOf(file), inbox);
  } catch (error) {
    if (error instanceof MalformedError) throw new FileError(`${file} could not be read: ${error.message}`);
    throw fileErrorOf(error, file, 'read');
  }
  if (found.format === undefined) {
    throw new FileError(`${file} holds no traces: it must be OTLP JSON lines, Jaeger JSON or Zipkin v2 JSON`);
  }
  const bad =
    found.badLines === 0
      ? ''
      : `; ${found.badLines} lines could not be read, the first is line ${found.firstBadLine}`;
  return `${file}: ${inbox.counts.traces.accepted - before} spans (${found.format})${bad}`;
}

interface Found {
  format: Format | undefined;
  badLines: number;
  firstBadLine: number;
}

/** Line by line as long as the lines are OTLP JSON each; a file that begins otherwise is read as one document. */
async function takeStream(stream: AsyncIterable<Buffer>, inbox: Inbox): Promise<Found> {
  const found: Found = { format: undefined, badLines: 0, firstBadLine: 0 };
  const document: string[] = [];
  let size = 0;
  let number = 0;
  for await (const line of readLines(stream, MAX_TEXT_BYTES)) {
    number++;
    if (document.length === 0 && line.trim() === '') continue;
    if (document.length === 0 && takeLine(line, inbox)) found.format = 'OTLP JSON';
    else if (found.format !== undefined) {
      found.badLines++;
      found.firstBadLine ||= number;
    } else {
      size += line.length;
      if (size > MAX_TEXT_BYTES) throw new MalformedError('it is too large for one JSON document');
      document.push(line);
    }
  }
  if (number === 0) found.format = 'OTLP JSON';
  if (document.length > 0) found.format = takeDocument(document.join('\n'), inbox);
  return found;
}

async function streamOf(file: string): Promise<AsyncIterable<Buffer>> {
  const isCompressed = await beginsAsGzip(file);
  const stream = createReadStream(file);
  if (!isCompressed) return stream;
  const plain = createGunzip();
  stream.on('error', error => plain.destroy(error));
  return stream.pipe(plain);
}

async function beginsAsGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === GZIP_MAGIC;
  } finally {
    await handle.close();
  }
}
