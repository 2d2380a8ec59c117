/** Thrown for a file that cannot be read or written; the message is a sentence for the user. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/** Says what a failed file operation means for the user. */
export function fileErrorOf(error: unknown, file: string, action: 'read' | 'written'): FileError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: { [code: string]: string } = {
    ENOENT: action === 'read' ? 'there is no such file' : 'its folder does not exist',
    ENOTDIR: 'its folder is a file',
    EISDIR: 'it is a folder',
    EACCES: 'this user may not',
    EPERM: 'this user may not',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    EDQUOT: "the user's share of the disk is full",
    ENAMETOOLONG: 'its name is too long',
  };
  return new FileError(`${file} could not be ${action}: ${reasons[code ?? ''] ?? message}`);
}
