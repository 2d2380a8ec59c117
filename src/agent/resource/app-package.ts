import path from 'node:path';
import { type Manifest, nearestPackage } from './nearest-package';

/**
 * Finds the package.json of the app that a script belongs to. A framework's script (`next dev`) belongs to the app that has
 * it installed; in a repository with several apps, to the one it was started in. A globally installed script is an app
 * itself.
 */
export function appPackage(script: string): Manifest | undefined {
  const above = folderAboveModules(script);
  const app = above === undefined ? undefined : nearestPackage(startFolder(above), above);
  return app ?? nearestPackage(path.dirname(script));
}

/** Looks for the outermost `node_modules`: pnpm's links and nested packages lie below it. */
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
