import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../boot/make-folder';
import { isOwn, isOwnFolder } from '../boot/own-folder';

/** Configuration that a server has sent and that was in force. */
export interface LastGood {
  readonly hash: Uint8Array;
  readonly text: string;
}

/** Largest file that is read: as much as a message may hold, and its frame. */
const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** Keeps the last good configuration of a server for a service on disk, for processes that start while it is away. */
export class LastGoodFile {
  readonly #folder: string;
  readonly #file: string;

  /** `base` is the folder in which this user's own one is, as the spool has it. */
  constructor(base: string, server: string, service: string) {
    const user = process.getuid === undefined ? '' : `-${process.getuid()}`;
    this.#folder = path.join(base, `otel-agent${user}`, 'opamp');
    const name = createHash('sha256').update(`${server}\0${service}`).digest('hex').slice(0, 32);
    this.#file = path.join(this.#folder, `${name}.json`);
  }

  /** Undefined where there is none, or none that this user alone can have written. */
  read(): LastGood | undefined {
    try {
      if (!isOwnFolder(path.dirname(this.#folder)) || !isOwnFolder(this.#folder)) return undefined;
      const stat = lstatSync(this.#file);
      if (!stat.isFile() || stat.size > MAX_FILE_BYTES) return undefined;
      const { hash, text } = JSON.parse(readFileSync(this.#file, 'utf8')) as Record<string, unknown>;
      if (typeof hash !== 'string' || typeof text !== 'string') return undefined;
      return { hash: Buffer.from(hash, 'base64'), text };
    } catch {
      return undefined;
    }
  }

  /** Writes a file that is whole whenever it is read. Returns the reason if it cannot be written. */
  write({ hash, text }: LastGood): string | undefined {
    try {
      for (const folder of [path.dirname(this.#folder), this.#folder]) makeOwn(folder);
      const content = JSON.stringify({ hash: Buffer.from(hash).toString('base64'), text });
      const temporary = `${this.#file}.${process.pid}`;
      rmSync(temporary, { force: true });
      writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' });
      renameSync(temporary, this.#file);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  forget(): void {
    try {
      rmSync(this.#file, { force: true });
    } catch {
      // A folder that cannot be written to: the server's next word counts anyway.
    }
  }
}

function makeOwn(folder: string): void {
  makeFolder(folder);
  if (!isOwn(lstatSync(folder)))
    throw new Error(`${folder} is not a folder that this user alone can write to`);
}
