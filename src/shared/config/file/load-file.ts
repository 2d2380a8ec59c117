import { readFileSync, statSync } from 'node:fs';
import { decodeText } from '../../decode-text';
import { encodingOf, NO_UTF_32 } from '../../text-encoding';
import { whyUnreadable } from '../kinds/files';

/** Text of a file, or the reason why there is none. */
export type LoadedFile = { readonly text: string } | { readonly flaw: string };

/** Largest file that is read: more than any configuration, and little enough to be read before an app starts. */
const MAX_BYTES = 1024 * 1024;

/** Reads a configuration file. Anything but a plain file is refused: a pipe would hold the app's start. */
export function loadFile(path: string): LoadedFile {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { flaw: stat.isDirectory() ? 'is a folder, not a file' : 'is no plain file' };
    if (stat.size > MAX_BYTES) return { flaw: 'is larger than 1 MiB' };
    const bytes = readFileSync(path);
    return encodingOf(bytes) === 'utf-32' ? { flaw: NO_UTF_32 } : { text: decodeText(bytes) };
  } catch (error) {
    return { flaw: whyUnreadable(error) };
  }
}
