import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { runCommand } from '../process/run-command';
import { cacheFolder } from './cache-folder';
import { findProgram } from './find-program';
import { withLock } from './with-lock';

/** A program that Go builds from pinned modules. */
export interface GoProgram {
  readonly name: string;
  /** Folder with go.mod, go.sum and whatever else the command reads. It is copied, and the command runs in the copy. */
  readonly sources: string;
  /** Leaves the program in the copy under its name. */
  readonly command: readonly string[];
}

/** The program from an earlier run, if versions and configuration are still the same. */
export function builtGoProgram(program: GoProgram): string | undefined {
  const file = cachedFile(program);
  return existsSync(file) ? file : undefined;
}

/** Path of the program, which is built unless it is in the cache. Safe when several processes ask at once. */
export async function buildGoProgram(program: GoProgram): Promise<string> {
  const file = cachedFile(program);
  await withLock(`${file}.lock`, async () => {
    if (!existsSync(file)) await build(program, file);
  });
  return file;
}

/** Go's command, also where its installer leaves it without touching PATH. */
export function findGo(): string | undefined {
  return findProgram('go') ?? findProgram('go', ['/usr/local/go/bin', '/usr/lib/go/bin']);
}

async function build(program: GoProgram, file: string): Promise<void> {
  const go = findGo();
  if (!go) throw new Error('there is no Go on this machine');
  const folder = await mkdtemp(path.join(path.dirname(file), 'build-'));
  try {
    await cp(program.sources, folder, { recursive: true });
    await runCommand(program.command, { cwd: folder, env: goEnvironment(go) });
    await rename(path.join(folder, program.name), file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function goEnvironment(go: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: path.dirname(go) + path.delimiter + (process.env.PATH ?? ''),
    CGO_ENABLED: '0',
    GOWORK: 'off',
    // The copy is no checkout; a stray repository above the cache must not matter.
    GOFLAGS: `${process.env.GOFLAGS ?? ''} -buildvcs=false`.trim(),
  };
}

function cachedFile(program: GoProgram): string {
  return path.join(cacheFolder(), `${program.name}-${keyOf(program)}`, program.name);
}

function keyOf({ sources, command }: GoProgram): string {
  const hash = createHash('sha256').update([process.platform, process.arch, ...command].join('\0'));
  for (const name of readdirSync(sources).sort()) {
    hash.update('\0' + name + '\0').update(readFileSync(path.join(sources, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
