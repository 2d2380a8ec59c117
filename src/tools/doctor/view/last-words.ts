import type { Readable } from 'node:stream';

const MAX_CHARS = 2000;
const LINES = 6;

/** Reads a stream and keeps its end. Returns what tells its last lines as one. */
export function keepLastWords(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-MAX_CHARS);
  });
  return () => {
    const lines = text.split('\n').map(line => line.trim());
    return lines
      .filter(line => line !== '')
      .slice(-LINES)
      .join(' | ');
  };
}
