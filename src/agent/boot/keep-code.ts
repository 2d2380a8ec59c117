import { closeSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Script } from 'node:vm';
import { type CodeFile, type Head, type KeptCode, MAX_BYTES, padded, WORD } from './kept-code';
import { makeFolder } from './make-folder';
import { isOwnFolder } from './own-folder';
import { removeOldest } from './remove-oldest';

/** Keeps the code that V8 has compiled of the scripts, and code as it was read of others. */
export function keepCode(
  { path: file, maker }: CodeFile,
  scripts: ReadonlyMap<string, Script>,
  { parts, isWarm }: KeptCode,
): void {
  try {
    makeFolder(path.dirname(file));
    if (!isOwnFolder(path.dirname(file))) return;
    // Write under a temporary name first, so that no process finds half a file. Containers number their processes
    // alike, hence the time.
    const temporary = `${file}.${process.pid}-${process.hrtime()[1].toString(36)}`;
    write(temporary, () => {
      const own = new Map<string, Buffer>();
      scripts.forEach((script, name) => {
        own.set(name, script.createCachedData());
      });
      const all = pack(maker, new Map([...parts, ...own]), isWarm);
      const half = 2 * all.length <= MAX_BYTES ? all : pack(maker, own, isWarm);
      return Buffer.concat([half, half]);
    });
    renameSync(temporary, file);
    removeOldest(path.dirname(file));
  } catch {
    // A read-only or full disk: the next process compiles again.
  }
}

/** Opens the file before making its content, which is expensive: a read-only disk spares that. */
function write(file: string, content: () => Buffer): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(descriptor, content());
  } catch (error) {
    unlinkSync(file);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function pack(maker: string, code: ReadonlyMap<string, Buffer>, isWarm: boolean): Buffer {
  const parts = Array.from(code.values());
  const head: Head = { maker, isWarm, parts: Array.from(code, ([name, part]) => [name, part.length]) };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(WORD);
  length.writeUInt32LE(text.length, 0);
  return Buffer.concat([length, ...[text, ...parts].map(part => Buffer.concat([part], padded(part.length)))]);
}

/** Removes a file and tells the result; undefined if another thread or process has removed it already. */
export function removeCode(file: CodeFile): 'is removed' | 'cannot be removed' | undefined {
  try {
    unlinkSync(file.path);
    return 'is removed';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'cannot be removed';
  }
}
