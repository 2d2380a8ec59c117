import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { AGENT } from '../agent/lifecycle/run-program';
import { cacheFolder } from '../services/obtain/cache-folder';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { withLock } from '../services/obtain/with-lock';
import { withProgress } from '../services/obtain/with-progress';
import { removeFolder } from '../services/process/remove-folder';
import { runCommand } from '../services/process/run-command';

/** The app of test/fixtures/next, built by one of Next.js's bundlers. */
export interface NextBuild {
  readonly folder: string;
  /** Output of `next build` under the agent, which was told to explain itself. */
  readonly output: string;
}

/** Builds by bundler: Turbopack's also for `server.js` on its own, webpack's for `next start` only. */
export type NextBuilds = Readonly<Record<Bundler, NextBuild>>;
export type Bundler = 'turbopack' | 'webpack';

/** True if both bundlers are tried with each release, and each app is built by both. */
export const TRIES_ALL = process.env.OTEL_AGENT_TEST_NEXT === 'all';

const FIXTURE = path.join(__dirname, '..', 'fixtures', 'next');
const BUILD_LIMIT_MS = 240_000;

/** Installs and builds the app in the cache, once for its sources as they are. */
export async function buildNextApp(): Promise<NextBuilds> {
  const folder = path.join(cacheFolder(), `next-builds-${TRIES_ALL ? 'all-' : ''}${hashOf(FIXTURE)}`);
  await withLock(`${folder}.lock`, async () => {
    if (!existsSync(folder)) {
      await withProgress('building an app of Next.js', logToStderr, () => build(folder));
    }
  });
  const buildIn = (place: string) => ({
    folder: place,
    get output() {
      return readFileSync(path.join(place, 'build.log'), 'utf8');
    },
  });
  return { turbopack: buildIn(folder), webpack: buildIn(path.join(folder, WEBPACK)) };
}

/**
 * A folder with the app's sources, without a build, to be removed. It lies below the one that has the packages: Turbopack
 * follows no link that leads out of the app.
 */
export async function copyNextApp({ folder }: NextBuild): Promise<string> {
  const copy = await mkdtemp(path.join(folder, 'dev-'));
  cpSync(FIXTURE, copy, { recursive: true });
  return copy;
}

/** The folder of the second build, below that of the first. */
const WEBPACK = 'webpack';
const run = promisify(execFile);

/** Builds beside the place and renames the result into it, so that a folder in that place is always complete. */
async function build(folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  try {
    cpSync(FIXTURE, unfinished, { recursive: true });
    const { npm_config_local_prefix: _prefix, NODE_OPTIONS: _options, ...env } = process.env;
    const npm = ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', unfinished];
    await runCommand(npm, { cwd: unfinished, env });
    await buildIn(unfinished, path.join(unfinished, NEXT), ['build']);
    if (TRIES_ALL) {
      const second = path.join(unfinished, WEBPACK);
      cpSync(FIXTURE, second, { recursive: true });
      writeFileSync(path.join(second, 'next.config.mjs'), 'export default {};\n');
      await buildIn(second, path.join(unfinished, NEXT), ['build', '--webpack']);
    }
    await rename(unfinished, folder);
  } finally {
    await removeFolder(unfinished);
  }
}

/** Runs `next build` under the agent, which is told to explain itself. */
export async function buildIn(cwd: string, next: string, args: readonly string[]): Promise<void> {
  const { npm_config_local_prefix: _prefix, NODE_OPTIONS: _options, ...env } = process.env;
  const { stdout, stderr } = await run(process.execPath, [next, ...args], {
    cwd,
    env: { ...env, ...QUIET, NODE_OPTIONS: `--require ${AGENT}`, OTEL_LOG_LEVEL: 'debug' },
    timeout: BUILD_LIMIT_MS,
  });
  writeFileSync(path.join(cwd, 'build.log'), stdout + stderr);
}

/** The command, below the app's folder. */
export const NEXT = path.join('node_modules', 'next', 'dist', 'bin', 'next');
/** Variables by which Next.js asks nobody for anything, and tells nobody. */
export const QUIET = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

/** Hash of the machine's kind and of all files of a folder. */
export function hashOf(folder: string): string {
  const hash = createHash('sha256').update(process.platform).update(process.arch);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  for (const file of files.map(entry => path.join(entry.parentPath, entry.name)).sort()) {
    hash.update(path.relative(folder, file)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}
