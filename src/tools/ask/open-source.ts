import { httpSource } from './http-source';
import type { Source } from './source';
import { fileSource } from './stores-source';

/** Answers from files where some are given, else from a running viewer. Rejects with an AskError. */
export async function openSource(
  files: readonly string[],
  url: string,
  say: (sentence: string) => void,
): Promise<Source> {
  return files.length > 0 ? fileSource(files, say) : httpSource(url);
}
