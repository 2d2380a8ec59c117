/** Thrown for a file that cannot be read or written; the message is a sentence for the user. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/** Says what a failed file operation means for the user. */
export function fileErrorOf(error: unknown, file: string, action: 'read' | 'written'): FileError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: { [code: string]: string } = {
    ENOENT: action === 'read' ? 'there is no such file' : 'its folder does not exist',
    EISDIR: 'it is a folder',
    EACCES: 'this user may not',
    ENOSPC: 'the disk is full',
  };
  return new FileError(`${file} could not be ${action}: ${reasons[code ?? ''] ?? message}`);
}
