// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12, where the preload must still parse, does not know the prefix.
import { lstatSync, readFileSync } from 'fs';
import { isOwnFolder } from './own-folder';

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

/** Before code is read, and once no more is taken from it. */
export const NO_CODE: KeptCode = { parts: new Map(), isWarm: false };

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
export interface Head {
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
export const MAX_BYTES = 4_000_000;

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

/** Alignment of the parts: V8 copies code that does not begin at a multiple of this. */
export const WORD = 8;

/** Length of a part with its padding. */
export function padded(length: number): number {
  return Math.ceil(length / WORD) * WORD;
}

/** Loads `path` late: a process that the guard keeps out does not need it. */
function path(): typeof import('node:path') {
  return require('path');
}
