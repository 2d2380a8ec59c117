import type { Parse } from './kind';

/** File that was read when the settings were resolved. */
export interface FileValue {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Reads a file in PEM form; its bytes are part of the value, so that nothing is read later. */
export const pemFile: Parse<FileValue> = (given, { readFile, refuse }) => {
  let content: Uint8Array;
  try {
    content = readFile(given);
  } catch (error) {
    return refuse(whyUnreadable(error));
  }
  const bytes = Buffer.from(content);
  // Check now: another form would throw later, when the app's process sets up TLS.
  return bytes.includes('-----BEGIN ') ? { path: given, bytes } : refuse('is not a PEM file');
};

/** Reason why a file cannot be read: `is a file that does not exist`. */
export function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return 'is a file that does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'is a file that may not be read';
  return code === 'EISDIR'
    ? 'is a folder, not a file'
    : `is a file that cannot be read (${code ?? 'unknown'})`;
}
