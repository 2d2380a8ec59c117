import { open } from 'node:fs/promises';

/** Reads a file that another process writes; each call returns the whole lines since the last one. */
export function readNewLines(file: string): () => Promise<string> {
  let position = 0;
  let isReading = false;
  return async () => {
    const handle = isReading ? undefined : await open(file).catch(() => undefined);
    if (handle === undefined) return '';
    isReading = true;
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(size - position);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
      position += end;
      return buffer.toString('latin1', 0, end);
    } finally {
      isReading = false;
      await handle.close();
    }
  };
}

/** Counts spans by name in a file that a Collector writes. */
export function spanCounter(file: string): () => Promise<ReadonlyMap<string, number>> {
  const arrivals = new Map<string, number>();
  const readLines = readNewLines(file);
  return async () => {
    for (const [name] of (await readLines()).matchAll(/span \d+\./g))
      arrivals.set(name, (arrivals.get(name) ?? 0) + 1);
    return arrivals;
  };
}
