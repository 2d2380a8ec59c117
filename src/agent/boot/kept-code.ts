// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12, where the preload must still parse, does not know the prefix.
import { closeSync, lstatSync, openSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'fs';
import type { Script } from 'vm';
import { makeFolder } from './make-folder';
import { isOwnFolder } from './own-folder';
import { removeOldest } from './remove-oldest';

/** File with compiled code. `maker` names everything that must be alike in the writing and the reading process. */
export interface CodeFile {
  readonly path: string;
  readonly maker: string;
}

/** Compiled code of scripts, by the names of their files. */
export interface KeptCode {
  readonly parts: ReadonlyMap<string, Buffer>;
  /** True if it was taken from a process that had worked for a while: functions that requests need are in it. */
  readonly isWarm: boolean;
}

/*
 * The file holds all code twice, and only halves that are alike are given to V8: its release builds do not check
 * compiled code, and a damaged file would end every process that reads it.
 *
 *     half: [length of the head, 8 bytes][head: JSON, padded to 8 bytes][part][part]...   each part padded to 8 bytes
 *     file: half half
 *
 * Comparing takes 0.05 ms. A checksum of half a megabyte takes 2 ms in JavaScript that is not compiled yet, and Node's
 * own are in modules that take 1 to 5 ms to load.
 */
interface Head {
  readonly maker: string;
  readonly isWarm: boolean;
  readonly parts: readonly (readonly [name: string, length: number])[];
}

/** Reads the code of each script; undefined without a file; a text that tells why a file cannot be used. */
export function readCode({ path: file, maker }: CodeFile): KeptCode | string | undefined {
  const size = sizeOf(file);
  if (size === undefined) return undefined;
  if (size > MAX_BYTES) return 'is too large';
  try {
    const bytes = readFileSync(file);
    const half = bytes.subarray(0, bytes.length / 2);
    if (half.length === 0 || !half.equals(bytes.subarray(half.length))) return 'is damaged';
    return partsOf(half, maker) || 'was written by another process';
  } catch {
    return 'cannot be read';
  }
}

/** Size of a file; undefined if there is none that can be trusted. */
function sizeOf(file: string): number | undefined {
  try {
    if (!isOwnFolder(path().dirname(file))) return undefined;
    const stat = lstatSync(file);
    return stat.isFile() ? stat.size : undefined;
  } catch {
    return undefined;
  }
}

/** Largest file that is read: twice what an app of several libraries makes. */
const MAX_BYTES = 4_000_000;

function partsOf(half: Buffer, maker: string): KeptCode | undefined {
  const headEnd = WORD + half.readUInt32LE(0);
  const head: Head = JSON.parse(half.toString('utf8', WORD, headEnd));
  if (head.maker !== maker) return undefined;
  let at = padded(headEnd);
  const parts = new Map<string, Buffer>();
  for (const [name, length] of head.parts) {
    parts.set(name, half.subarray(at, at + length));
    at = padded(at + length);
  }
  return at === half.length ? { parts, isWarm: head.isWarm } : undefined;
}

/** Keeps the code that V8 has compiled of the scripts, and code as it was read of others. */
export function keepCode(
  { path: file, maker }: CodeFile,
  scripts: ReadonlyMap<string, Script>,
  { parts, isWarm }: KeptCode,
): void {
  try {
    makeFolder(path().dirname(file));
    if (!isOwnFolder(path().dirname(file))) return;
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
    removeOldest(path().dirname(file));
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

/** Alignment of the parts: V8 copies code that does not begin at a multiple of this. */
const WORD = 8;

function padded(length: number): number {
  return Math.ceil(length / WORD) * WORD;
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

/** Loads `path` late: a process that the guard keeps out does not need it. */
function path(): typeof import('node:path') {
  return require('path');
}
