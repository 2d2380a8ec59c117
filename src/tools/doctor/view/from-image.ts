import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../../agent/boot/guard/facts';
import { type Manifest, nearestManifest } from '../packages/manifest';
import { startOf } from './from-folder';
import type { ProcessView } from './subject';

/** Folders in which images have their app, the likeliest first. */
const APP_FOLDERS = [
  '',
  'app',
  'usr/src/app',
  'usr/app',
  'home/node/app',
  'srv/app',
  'srv',
  'opt/app',
  'workspace',
  'var/task',
];

/** Views the app in a root file system, or in a folder that goes into one. Nothing of it is run. */
export function viewImage(root: string, env: Environment): ProcessView {
  const manifest = findApp(root);
  return {
    source: 'image',
    root,
    folder: manifest?.folder ?? root,
    nodeVersion: nodeVersionIn(root),
    ...startOf(manifest, env),
  };
}

function findApp(root: string): Manifest | undefined {
  const folder = APP_FOLDERS.map(name => path.join(root, name)).find(name =>
    existsSync(path.join(name, 'package.json')),
  );
  return folder === undefined ? undefined : nearestManifest(folder, folder);
}

const BINARIES = ['usr/local/bin/node', 'usr/bin/node', 'bin/node', 'nodejs/bin/node', 'opt/nodejs/bin/node'];
/** Larger than any build of Node. */
const MAX_BYTES = 400_000_000;

/** Reads Node's version from its headers, which official images have, or from its program's own text. */
function nodeVersionIn(root: string): string | undefined {
  const header = readText(path.join(root, 'usr/local/include/node/node_version.h'));
  const parts = ['MAJOR', 'MINOR', 'PATCH'].map(
    part => new RegExp(`#define NODE_${part}_VERSION (\\d+)`).exec(header)?.[1],
  );
  if (parts.every(part => part !== undefined)) return parts.join('.');
  for (const name of BINARIES) {
    const [, version] =
      /node-v(\d+\.\d+\.\d+)(?:-headers)?\.tar\.gz/.exec(readText(path.join(root, name))) ?? [];
    if (version !== undefined) return version;
  }
  return undefined;
}

function readText(file: string): string {
  try {
    return statSync(file).size > MAX_BYTES ? '' : readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
