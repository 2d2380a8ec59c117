import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../services/obtain/cache-folder';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { withProgress } from '../services/obtain/with-progress';
import { runCommand } from '../services/process/run-command';

/* Images without an engine: buildah builds them, and their programs run in namespaces made by unshare. */

const folder = path.join(cacheFolder(), 'images');

/** Settings of an image for its run. */
export interface ImageConfig {
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly workingFolder: string;
}

/** Runs buildah on the tests' own store of images. */
export function buildah(...args: string[]): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const store = [`--root=${path.join(folder, 'store')}`, `--runroot=${path.join(folder, 'run')}`];
  return runCommand(['buildah', '--storage-driver=vfs', ...store, ...args]);
}

/** Tells whether an image of this name is in the store. */
export function hasImage(name: string): Promise<boolean> {
  return buildah('inspect', '--type=image', name).then(
    () => true,
    () => false,
  );
}

/** Forgets all images of a name, and their intermediate images. */
export async function removeImages(name: string): Promise<void> {
  const ids = (await buildah('images', '--quiet', '--filter', `reference=${name}`))
    .split('\n')
    .filter(Boolean);
  if (ids.length > 0) await buildah('rmi', '--force', ...new Set(ids));
  await buildah('rmi', '--prune');
}

/** Makes an image from a file of instructions. `args` are its build arguments. */
export async function buildImage(
  name: string,
  options: { file: string; context: string; args: Readonly<Record<string, string>> },
): Promise<void> {
  const args = Object.entries(options.args).map(([key, value]) => `--build-arg=${key}=${value}`);
  const build = () =>
    buildah('bud', '--isolation=chroot', ...args, `--file=${options.file}`, `--tag=${name}`, options.context);
  await withProgress(`building ${name}`, logToStderr, build);
}

/** An image's files as a folder, and how it is run. `close` gives the folder back. */
export async function openImage(name: string): Promise<{
  readonly root: string;
  readonly config: ImageConfig;
  close(): Promise<void>;
}> {
  const container = (await buildah('from', '--pull-never', name)).trim();
  const root = (await buildah('mount', container)).trim();
  const { OCIv1 } = JSON.parse(await buildah('inspect', container));
  const { User: user = '', Env: env = [], Cmd: command = [], WorkingDir: workingFolder = '/' } = OCIv1.config;
  const variables = Object.fromEntries((env as string[]).map(pair => pair.split(/=(.*)/s).slice(0, 2)));
  const close = async () => void (await buildah('rm', container));
  return { root, config: { user, env: variables, command, workingFolder }, close };
}

/** End of a program in a root file system. */
export interface ContainerEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command in a root file system as a container runtime would: read-only but for /tmp, with processes of its own,
 * as a user given by numbers, with this environment only. `volume` is mounted where the second path says.
 */
export function runInRoot(
  root: string,
  options: {
    readonly user: string;
    readonly command: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly workingFolder?: string;
    readonly volume?: readonly [folder: string, at: string, mode: 'ro' | 'rw'];
  },
): Promise<ContainerEnd> {
  const { user, command, env = {}, workingFolder = '/', volume } = options;
  for (const place of ['dev', 'proc', 'tmp', volume?.[1] ?? 'tmp'])
    mkdirSync(path.join(root, place), { recursive: true });
  const mounts = [
    'mount --bind "$0" "$0"',
    'mount -o remount,ro,bind "$0"',
    'mount --bind /dev "$0/dev"',
    'mount -t proc proc "$0/proc"',
    'mount -t tmpfs -o mode=1777 tmpfs "$0/tmp"',
    ...(volume ? [`mount --bind '${volume[0]}' "$0${volume[1]}"`] : []),
    ...(volume?.[2] === 'ro' ? [`mount -o remount,ro,bind "$0${volume[1]}"`] : []),
  ];
  // env comes from outside: an image of ours has nothing but cp.
  const enter = `exec chroot --userspec=${user} "$0" "$@"`;
  const script = `set -e; ${mounts.join('; ')}; cd "$0"; ${enter}`;
  const inFolder =
    workingFolder === '/' ? command : ['/bin/sh', '-c', 'cd "$0" && exec "$@"', workingFolder, ...command];
  const args = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, root, ...inFolder];
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', args, {
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
      });
    child.once('error', reject);
    child.once('close', code => resolve({ code, ...output }));
  });
}
