import { open, rename, rm } from 'node:fs/promises';
import type { Stores } from '../stores';
import { fileErrorOf } from './file-error';
import { otlpLines } from './otlp-lines';

/** Writes everything that is kept as OTLP JSON lines; returns a sentence. The file is there whole or not at all. Rejects with a FileError. */
export async function saveFile(file: string, stores: Stores): Promise<string> {
  const part = `${file}.part`;
  try {
    const handle = await open(part, 'w');
    try {
      for (const line of otlpLines(stores)) await handle.write(line);
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw fileErrorOf(error, file, 'written');
  }
  const { spans, traces } = stores.spans.counts;
  return `Saved ${spans} spans of ${traces} traces to ${file}.`;
}
