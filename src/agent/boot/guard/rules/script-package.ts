import { withSlashes } from './with-slashes';

/** Script of an installed package: `/app/node_modules/@babel/cli/bin/babel.js` is `bin/babel.js` of `@babel/cli`. */
export interface ScriptPackage {
  readonly name: string;
  /** Path within the package, with forward slashes. */
  readonly file: string;
}

/** Finds the innermost package of a path; undefined for a file of the app. */
export function scriptPackage(path: string): ScriptPackage | undefined {
  const slashed = withSlashes(path);
  const start = startOfName(slashed);
  if (start < 0) return undefined;
  const parts = slashed.slice(start).split('/');
  if (parts.length === 1) return undefined;
  const lengthOfName = parts[0]![0] === '@' ? 2 : 1;
  return { name: parts.slice(0, lengthOfName).join('/'), file: parts.slice(lengthOfName).join('/') };
}

function startOfName(path: string): number {
  // A file that lies in node_modules itself belongs to the package around it.
  const at = path.lastIndexOf(NODE_MODULES, path.lastIndexOf('/') - NODE_MODULES.length);
  if (at >= 0) return at + NODE_MODULES.length;
  for (const folder of OF_DEBIAN) if (path.indexOf(folder) === 0) return folder.length;
  return -1;
}

const NODE_MODULES = '/node_modules/';
/** Folders of Debian's packages; the symbolic links in /usr/bin lead there. */
const OF_DEBIAN = ['/usr/share/nodejs/', '/usr/lib/nodejs/'];
