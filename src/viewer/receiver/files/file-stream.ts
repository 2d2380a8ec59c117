import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { isGzip } from './is-gzip';

/** Bytes that are read at once: a line of the Collector's has some hundred thousand. */
const PIECE_BYTES = 2 ** 20;

/** The contents of a file, unpacked where it is compressed by gzip. */
export async function streamOf(file: string): Promise<AsyncIterable<Buffer>> {
  const isCompressed = isGzip(await beginningOf(file));
  const stream = createReadStream(file, { highWaterMark: PIECE_BYTES });
  if (!isCompressed) return stream;
  const plain = createGunzip();
  stream.on('error', error => plain.destroy(error));
  return stream.pipe(plain);
}

/** The first bytes of a file, two of them if there are as many. */
export async function beginningOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
