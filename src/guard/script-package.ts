/** A script of an installed package: `/app/node_modules/@babel/cli/bin/babel.js` is `bin/babel.js` of `@babel/cli`. */
export interface ScriptPackage {
  readonly name: string;
  /** Within the package, with forward slashes. */
  readonly file: string;
}

/** The innermost package that a path belongs to; undefined for a file of the app. */
export function scriptPackage(path: string): ScriptPackage | undefined {
  // Debian keeps its packages in /usr/share/nodejs; the symbolic links in /usr/bin lead there.
  const match = /.*(?:\/node_modules|^\/usr\/(?:share|lib)\/nodejs)\/((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(
    path.replace(/\\/g, '/'),
  );
  return match === null ? undefined : { name: match[1]!, file: match[2]! };
}
