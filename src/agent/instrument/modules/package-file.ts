import path from 'node:path';

/** File of an installed package, recognised by its path alone. */
export interface PackageFile {
  readonly filename: string;
  readonly packageName: string;
  /** The package's folder. */
  readonly baseDir: string;
  /** The file within the package, `lib/client.js`, with the platform's separator. */
  readonly innerPath: string;
}

const NODE_MODULES = `${path.sep}node_modules${path.sep}`;

/** Finds a file's package by the last `node_modules` of its path; undefined for a file of the app itself. */
export function locate(filename: string): PackageFile | undefined {
  const start = filename.lastIndexOf(NODE_MODULES);
  if (start === -1) return undefined;
  const nameStart = start + NODE_MODULES.length;
  let nameEnd = filename.indexOf(path.sep, nameStart);
  if (nameEnd !== -1 && filename[nameStart] === '@') nameEnd = filename.indexOf(path.sep, nameEnd + 1);
  if (nameEnd === -1) return undefined;
  return {
    filename,
    packageName: filename.slice(nameStart, nameEnd).split(path.sep).join('/'),
    baseDir: filename.slice(0, nameEnd),
    innerPath: filename.slice(nameEnd + 1),
  };
}
