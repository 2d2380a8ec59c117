import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../services/obtain/cache-folder';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { withLock } from '../services/obtain/with-lock';
import { withProgress } from '../services/obtain/with-progress';
import { removeFolder } from '../services/process/remove-folder';
import { runCommand } from '../services/process/run-command';
import { type Bundler, buildIn, hashOf, NEXT, type NextBuild } from './next-app';

/** A release of Next.js and the bundler that it builds with. */
export interface WrappedBuild {
  readonly next: '15.5.29' | '16.4.6';
  readonly bundler: Bundler;
}

const ROOT = path.join(__dirname, '..', '..');
const FIXTURE = path.join(__dirname, '..', 'fixtures', 'next-wrapped');

/** Builds the app of test/fixtures/next-wrapped, which is wrapped by `otel-agent/next`, in the cache, once for each state of both. */
export async function buildWrappedApp({ next, bundler }: WrappedBuild): Promise<NextBuild> {
  const plugin = createHash('sha256').update(readFileSync(path.join(ROOT, 'dist', 'bundler.js')));
  const state = `${hashOf(FIXTURE)}-${plugin.digest('hex').slice(0, 12)}`;
  const folder = path.join(cacheFolder(), `next-${next}-${bundler}-${state}`);
  await withLock(`${folder}.lock`, async () => {
    if (!existsSync(folder))
      await withProgress(`building an app of Next.js ${next}`, logToStderr, () =>
        build(folder, next, bundler),
      );
  });
  return { folder, output: readFileSync(path.join(folder, 'build.log'), 'utf8') };
}

/** Builds beside the place and renames the result into it, so that a folder in that place is always complete. */
async function build(folder: string, next: string, bundler: Bundler): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  try {
    cpSync(FIXTURE, unfinished, { recursive: true });
    const { npm_config_local_prefix: _prefix, NODE_OPTIONS: _options, ...env } = process.env;
    const npm = ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', unfinished];
    await runCommand([...npm, `next@${next}`], { cwd: unfinished, env });
    putAgentInto(path.join(unfinished, 'node_modules'));
    // The default is webpack in 15, Turbopack in 16.
    const isDefault = bundler === (next.startsWith('15') ? 'webpack' : 'turbopack');
    const args = ['build', ...(isDefault ? [] : [`--${bundler}`])];
    await buildIn(unfinished, path.join(unfinished, NEXT), args);
    await rename(unfinished, folder);
  } finally {
    await removeFolder(unfinished);
  }
}

/** Puts the agent as it is built into a folder `node_modules`, as an installation of the package does. */
export function putAgentInto(modules: string): void {
  for (const part of ['package.json', 'bin', 'dist'])
    cpSync(path.join(ROOT, part), path.join(modules, 'otel-agent', part), { recursive: true });
}
