import { readFileSync } from 'node:fs';
import { markCommonJs } from './mark-commonjs';
import { markEsModule } from './mark-es-module';
import { mainFiles, type PackageFile, packageFile, stem } from './package-file';
import { isEsModule } from './parse-module';
import targets from './targets.generated.json';

/** Files that the agent patches in a package: its main file, and inner files (`lib/client.js`). */
interface Target {
  readonly files: readonly string[];
  /** First version that publishes tracing channels, which the agent hears without a mark. */
  readonly ownChannelsSince?: readonly number[];
}

const TARGETS: ReadonlyMap<string, Target> = new Map(Object.entries(targets as Record<string, Target>));

/** Matches paths of JavaScript files in packages of the catalogue. Go's syntax too: esbuild runs it. */
export const MARKED_PACKAGES: RegExp = new RegExp(
  `[\\\\/]node_modules[\\\\/](?:${[...TARGETS.keys()].map(escapeName).join('|')})[\\\\/].*\\.[cm]?js$`,
);

/** Module with its mark, or the reason why it has none. */
export interface Marked {
  readonly code?: string;
  /** True if a bundler that leaves out modules without effects must keep it. */
  readonly isBarrel?: boolean;
  readonly problem?: string;
}

/** Adds a mark to a module that the agent patches; undefined for any other module. */
export function markModule(code: string, id: string): Marked | undefined {
  const target = targetIn(id);
  if (target === undefined) return undefined;
  const { file, name } = target;
  const mark = { name, version: file.version };
  try {
    if (!isEsModule(code)) return { code: markCommonJs(code, mark) };
    return markEsModule(code, { ...mark, file });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      problem:
        `${name} ${file.version} cannot be marked, so that otel-agent will not trace it in this bundle ` +
        `(${id}: ${reason}); leave it out of the bundle: mark ${file.packageName} as external`,
    };
  }
}

/** Tells whether a file gets a mark, and only passes on other modules. */
export function isMarkedBarrel(id: string): boolean {
  return targetIn(id) !== undefined && markModule(readFileSync(id, 'utf8'), id)?.isBarrel === true;
}

/** Finds the name by which the agent knows a file: `pg` for the package's main file, else `pg/lib/client.js`. */
export function targetIn(id: string): { readonly file: PackageFile; readonly name: string } | undefined {
  const file = packageFile(id);
  const target = file && TARGETS.get(file.packageName);
  if (target === undefined || isSince(file!.version, target.ownChannelsSince)) return undefined;
  const own = stem(file!.innerPath);
  if (mainFiles(file!).has(own)) return { file: file!, name: file!.packageName };
  const inner = target.files.find(each => stem(each) === own || stem(each) === asCommonJs(own));
  return inner === undefined ? undefined : { file: file!, name: `${file!.packageName}/${inner}` };
}

/** The AWS SDK's packages hold each file twice. */
function asCommonJs(innerPath: string): string {
  return innerPath.replace(/^dist-es\//, 'dist-cjs/');
}

function isSince(version: string, since: readonly number[] | undefined): boolean {
  if (since === undefined) return false;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > since[0]! || (major === since[0] && minor >= since[1]!);
}

function escapeName(name: string): string {
  return name.replace(/[.]/g, '\\.').replace('/', '[\\\\/]');
}
