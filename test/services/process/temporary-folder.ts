import { chownSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The account that a server runs under; undefined for the account of the tests themselves. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** A new folder in the system's temporary one. */
export function makeTemporaryFolder(name: string): string {
  return mkdtempSync(path.join(tmpdir(), `otel-agent-test-${name}-`));
}

/** Makes `account` the owner of a folder and of its entries, one level deep. */
export function giveFolder(folder: string, { uid, gid }: Account): void {
  for (const file of [folder, ...readdirSync(folder).map(name => path.join(folder, name))])
    chownSync(file, uid, gid);
}

/** The first of these accounts that exists, when the tests run as root: several servers refuse to. */
export function findAccount(names: readonly string[]): Account | undefined {
  if (process.getuid?.() !== 0 || names.length === 0) return undefined;
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'));
  for (const name of names) {
    const entry = entries.find(([account]) => account === name);
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(`running as root, and there is no account ${names.join(' or ')} to run the server under`);
}
