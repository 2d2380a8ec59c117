import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { nodeBinary } from '../nodes';
import { cacheFolder } from '../services/obtain/cache-folder';
import { findProgram } from '../services/obtain/find-program';
import { installDebianPackages, whyNoDebianPackages } from '../services/obtain/install-debian-packages';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { withLock } from '../services/obtain/with-lock';
import { withProgress } from '../services/obtain/with-progress';
import { runCommand } from '../services/process/run-command';

/** Releases of AWS's runtime interface client: 4 is the runtime of Node 22 and later, 3 the last one with callbacks. */
export const RUNTIME_CLIENTS = { 3: '3.3.0', 4: '4.0.2' } as const;

export type RuntimeClient = keyof typeof RUNTIME_CLIENTS;

/** Programs that its native part is built with, and their Debian packages. */
const TOOLS = {
  cmake: 'cmake',
  'g++': 'g++',
  make: 'make',
  python3: 'python3',
  autoreconf: 'autoconf',
  libtoolize: 'libtool',
  automake: 'automake',
  xz: 'xz-utils',
};

/** Returns the client's main file; its native part is built from source once, which takes minutes. */
export async function runtimeClient(line: RuntimeClient): Promise<string> {
  const folder = path.join(cacheFolder(), `aws-lambda-ric-${RUNTIME_CLIENTS[line]}`);
  const file = path.join(
    folder,
    'node_modules',
    'aws-lambda-ric',
    line === 3 ? 'bin/index.mjs' : 'index.mjs',
  );
  if (existsSync(file)) return file;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(file)) return;
    await installTools();
    const task = () => install(RUNTIME_CLIENTS[line], folder);
    await withProgress(
      `building aws-lambda-ric ${RUNTIME_CLIENTS[line]} (minutes, the first time)`,
      logToStderr,
      task,
    );
  });
  return file;
}

async function installTools(): Promise<void> {
  const missing = Object.entries(TOOLS).filter(([program]) => findProgram(program) === undefined);
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name);
  const refusal = whyNoDebianPackages();
  if (refusal !== undefined) throw new Error(`aws-lambda-ric needs ${packages.join(', ')}: ${refusal}`);
  await installDebianPackages(packages, logToStderr);
}

/** Installs beside the place and renames the result into it, so that a folder in that place is always complete. */
async function install(version: string, folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  try {
    await writeFile(path.join(unfinished, 'package.json'), '{ "private": true }');
    const { NODE_OPTIONS: _options, npm_config_local_prefix: _prefix, ...env } = process.env;
    const command = ['npm', 'install', '--no-audit', '--no-fund', `aws-lambda-ric@${version}`];
    // Node's headers, which node-gyp would download from another host than the registry.
    const nodedir = await folderWithHeaders(unfinished);
    await runCommand(command, { cwd: unfinished, env: { ...env, npm_config_nodedir: nodedir } });
    await rm(path.join(unfinished, 'headers'), { recursive: true, force: true });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** The client uses Node-API, so that headers of one release serve all. Those of npm's `node` lie without their folder. */
async function folderWithHeaders(folder: string): Promise<string> {
  const include = path.join(path.dirname(await nodeBinary(22)), '..', 'include');
  if (existsSync(path.join(include, 'node', 'node_api.h'))) return path.dirname(include);
  const headers = path.join(folder, 'headers');
  await cp(include, path.join(headers, 'include', 'node'), { recursive: true });
  return headers;
}
