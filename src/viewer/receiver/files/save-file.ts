import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { countOf } from '../count-of';
import type { Stores } from '../stores';
import { FileError, fileErrorOf } from './file-error';
import { otlpLines } from './otlp-lines';

/** Lines are written in pieces of about this size. */
const PIECE_CHARACTERS = 2 ** 20;
const RETRY_MS = 2000;

/** Tries whether the file can be written later on. Rejects with a FileError. */
export async function checkSaveTarget(file: string): Promise<void> {
  try {
    if (!(await isWrittenInPlace(file))) {
      const part = partOf(file);
      await (await open(part, 'a')).close();
      await rm(part);
    }
  } catch (error) {
    throw fileErrorOf(error, file, 'written');
  }
}

/**
 * Writes everything that is kept as OTLP JSON lines; returns a sentence. The file is there whole or not at all. If it
 * cannot be written, another folder is tried; if that fails too, both are tried again and again, so that nothing is
 * lost as long as the process lives. Rejects with a FileError that says where the file is instead.
 */
export async function saveFile(
  file: string,
  stores: Stores,
  say: (sentence: string) => void,
  otherFolder = tmpdir(),
): Promise<string> {
  const other = path.join(otherFolder, `otel-agent-traces-${process.pid}.jsonl`);
  for (let attempt = 0; ; attempt++) {
    const failure = await write(file, stores);
    if (failure === undefined) return `Saved ${contentsOf(stores)} to ${file}.`;
    if ((await write(other, stores)) === undefined)
      throw new FileError(`${failure.message}; saved ${contentsOf(stores)} to ${other} instead`);
    if (attempt === 0)
      say(
        `${failure.message}. The viewer tries again until it can be; Ctrl-C gives up and loses the traces.`,
      );
    await setTimeout(RETRY_MS);
  }
}

/** Undefined when the file is written. */
async function write(file: string, stores: Stores): Promise<FileError | undefined> {
  let part: string | undefined;
  try {
    part = (await isWrittenInPlace(file)) ? undefined : partOf(file);
    const handle = await open(part ?? file, part === undefined ? 'a' : 'w');
    try {
      await writeLines(handle, stores);
      // Some file systems find out only now that there is no room.
      if (part !== undefined) await handle.sync();
    } finally {
      await handle.close();
    }
    if (part !== undefined) await rename(part, file);
    return undefined;
  } catch (error) {
    if (part !== undefined) await rm(part, { force: true }).catch(() => {});
    return fileErrorOf(error, file, 'written');
  }
}

async function writeLines(handle: FileHandle, stores: Stores): Promise<void> {
  let piece = '';
  for (const line of otlpLines(stores)) {
    piece += line;
    if (piece.length < PIECE_CHARACTERS) continue;
    await handle.appendFile(piece);
    piece = '';
  }
  await handle.appendFile(piece);
}

/** Devices and pipes (`/dev/stdout`) are written to as they are; a file is put in its place when it is complete. */
async function isWrittenInPlace(file: string): Promise<boolean> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  return found !== undefined && !found.isFile();
}

/** Beside its place, so that it can be moved there at once. */
function partOf(file: string): string {
  return `${file}.part`;
}

function contentsOf({ spans }: Stores): string {
  return `${countOf(spans.counts.spans, 'span')} of ${countOf(spans.counts.traces, 'trace')}`;
}
