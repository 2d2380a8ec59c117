import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runCommand } from '../process/run-command';
import { cacheFolder } from './cache-folder';
import { findProgram } from './find-program';
import { withLock } from './with-lock';

/** Something that is made once from pinned packages of a registry: a program, an archive, a folder of packages. */
export interface Build {
  readonly name: string;
  /** Tool that makes it: Go from modules, Maven, npm and pip from packages. */
  readonly tool: 'go' | 'mvn' | 'npm' | 'pip3';
  /** Folder with the pinned versions and whatever else the command reads. It is copied, and the command runs in the copy. */
  readonly sources: string;
  /** Leaves its result in the copy under its name. */
  readonly command: readonly string[];
}

/** Returns the path of an earlier run's build, if versions and configuration have not changed. */
export function alreadyBuilt(build: Build): string | undefined {
  const file = cachedFile(build);
  return existsSync(file) ? file : undefined;
}

/** Builds a program unless it is in the cache, and returns its path. Safe when several processes ask at once. */
export async function buildProgram(build: Build): Promise<string> {
  const file = cachedFile(build);
  await withLock(`${file}.lock`, async () => {
    if (!existsSync(file)) await make(build, file);
  });
  return file;
}

/** A build's tool, also where Go's installer leaves it without touching PATH. */
export function findTool(tool: Build['tool']): string | undefined {
  return findProgram(tool) ?? findProgram(tool, ['/usr/local/go/bin', '/usr/lib/go/bin']);
}

/** Downloads the modules of a Go build, beside other work. The build itself reports errors. */
export async function downloadModules({ tool, sources }: Build): Promise<void> {
  const go = tool === 'go' ? findTool('go') : undefined;
  if (!go) return;
  const folder = await mkdtemp(path.join(tmpdir(), 'otel-agent-modules-'));
  try {
    // In a copy: it may write to go.sum.
    for (const name of ['go.mod', 'go.sum']) await cp(path.join(sources, name), path.join(folder, name));
    await runCommand(['go', 'mod', 'download'], { cwd: folder, env: environmentFor(go) });
  } catch {
    // No network, or another machine's: see above.
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function make(build: Build, file: string): Promise<void> {
  const tool = findTool(build.tool);
  if (!tool) throw new Error(`there is no ${build.tool} on this machine`);
  const folder = await mkdtemp(path.join(path.dirname(file), 'build-'));
  try {
    await cp(build.sources, folder, { recursive: true });
    await runCommand(build.command, { cwd: folder, env: environmentFor(tool) });
    await rename(path.join(folder, build.name), file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function environmentFor(tool: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: path.dirname(tool) + path.delimiter + (process.env.PATH ?? ''),
    CGO_ENABLED: '0',
    GOWORK: 'off',
    // The compiler's own heap may grow to five times its live part; nothing is inlined and no debugger is provided for: FerretDB
    // took 81 s of CPU instead of 122.
    GOGC: '400',
    // The copy is no checkout; a stray repository above the cache must not matter.
    GOFLAGS: `${process.env.GOFLAGS ?? ''} -buildvcs=false '-gcflags=all=-l -dwarf=false'`.trim(),
  };
}

function cachedFile(build: Build): string {
  return path.join(cacheFolder(), `${build.name}-${keyOf(build)}`, build.name);
}

function keyOf({ sources, command }: Build): string {
  const hash = createHash('sha256').update([process.platform, process.arch, ...command].join('\0'));
  for (const name of readdirSync(sources).sort()) {
    hash.update('\0' + name + '\0').update(readFileSync(path.join(sources, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
