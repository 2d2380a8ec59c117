import path from 'node:path';
import { type Manifest, nearestPackage } from './nearest-package';

/**
 * The package.json of the app that a script belongs to. A framework's script, as in `next dev`, serves the app that has it
 * installed: of several in one repository, the one that it was started in. Else it is an app itself, such as a global one.
 */
export function appPackage(script: string): Manifest | undefined {
  const above = folderAboveModules(script);
  const app = above === undefined ? undefined : nearestPackage(startFolder(above), above);
  return app ?? nearestPackage(path.dirname(script));
}

/** Of the outermost `node_modules`: below it lie what pnpm links, and what packages bring themselves. */
function folderAboveModules(script: string): string | undefined {
  const at = script.indexOf(`${path.sep}node_modules${path.sep}`);
  return at === -1 ? undefined : script.slice(0, at);
}

function startFolder(above: string): string {
  const current = currentFolder();
  return current.startsWith(above + path.sep) ? current : above;
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return ''; // It has been removed.
  }
}
