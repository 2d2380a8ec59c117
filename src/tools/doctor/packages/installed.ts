import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { readJson } from './manifest';

/** Installed copy of a package. */
export interface Installed {
  readonly folder: string;
  readonly version: string;
}

/** Finds the copy of a package that a file in `from` would load: the nearest `node_modules` that has it. */
export function findInstalled(name: string, from: string): Installed | undefined {
  for (let at = realPath(from); ; at = path.dirname(at)) {
    const found = installedIn(path.join(at, 'node_modules'), name);
    if (found !== undefined) return found;
    if (path.dirname(at) === at) return undefined;
  }
}

/** Finds every copy of a package within the app's `node_modules`, down to those that other packages bring along. */
export function findCopies(name: string, from: string): Installed[] {
  const copies = new Map<string, Installed>();
  const add = (copy: Installed | undefined) => copy && copies.set(realPath(copy.folder), copy);
  add(findInstalled(name, from));
  for (const folder of packageFolders(path.join(from, 'node_modules')))
    add(installedIn(path.join(folder, 'node_modules'), name));
  return [...copies.values()];
}

function installedIn(modules: string, name: string): Installed | undefined {
  const folder = path.join(modules, name);
  const { version } = readJson(path.join(folder, 'package.json'));
  return typeof version === 'string' ? { folder, version } : undefined;
}

/** Packages in a `node_modules`, those of scopes and of pnpm's store too. */
function packageFolders(modules: string): string[] {
  return list(modules).flatMap(name => {
    const folder = path.join(modules, name);
    if (name === '.pnpm') return list(folder).map(inner => path.join(folder, inner));
    if (name.startsWith('.')) return [];
    return name.startsWith('@') ? list(folder).map(inner => path.join(folder, inner)) : [folder];
  });
}

function list(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder) : [];
  } catch {
    return [];
  }
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
