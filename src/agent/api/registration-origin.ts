import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPlainFile } from '../../shared/read-plain-file';

/** Origin of a registration with the OpenTelemetry API. */
export interface Origin {
  /** Version of that copy of the API. */
  readonly apiVersion: string;
  /** File that holds the copy: of its package, or a bundle. */
  readonly apiFile: string;
  /** `@opentelemetry/sdk-node 0.57.2 in /app/node_modules/@opentelemetry/sdk-node`, or the bundle's path. */
  readonly sdk: string;
  /** File of the app that started it; of several packages, the outermost one's. */
  readonly caller: string;
}

/** Finds the origin of the present call of the API, from the packages on the stack. */
export function originOfRegistration(): Origin {
  const frames = framesAbove(__dirname);
  const api = frames[0] ?? { file: 'an unknown file', line: 1, column: 1 };
  const apiFolder = packageFolder(api.file);
  const others = frames.filter(({ file }) => apiFolder === undefined || !file.startsWith(apiFolder));
  const callerAt = others.findIndex(({ file }) => packageFolder(file) === undefined);
  const caller = others[callerAt] ?? others.at(-1) ?? api;
  const sdk = others[callerAt === -1 ? others.length - 1 : callerAt - 1] ?? caller;
  return {
    apiVersion: isApiPackage(apiFolder) ? (versionOf(apiFolder) ?? 'unknown') : nearestVersion(api),
    apiFile: api.file,
    sdk: describe(sdk.file),
    caller: caller.file,
  };
}

interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Returns the frames of the current stack, innermost first, without Node's own and those of files in `folder`. */
function framesAbove(folder: string): Frame[] {
  const frames = callSites().map(site => ({
    file: toPath(site.getFileName() ?? ''),
    line: site.getLineNumber() ?? 1,
    column: site.getColumnNumber() ?? 1,
  }));
  return frames.filter(({ file }) => path.isAbsolute(file) && path.dirname(file) !== folder);
}

/** Reads the call sites. The app's settings of stacks are restored at return, and left alone if they are frozen. */
function callSites(): NodeJS.CallSite[] {
  const limit = borrow('stackTraceLimit', 50);
  const prepare = borrow('prepareStackTrace', (_error: unknown, sites: NodeJS.CallSite[]) => sites);
  try {
    const { stack } = new Error() as { stack?: unknown };
    return Array.isArray(stack) ? stack : [];
  } finally {
    prepare.giveBack();
    limit.giveBack();
  }
}

function borrow(name: 'stackTraceLimit' | 'prepareStackTrace', value: unknown): { giveBack(): void } {
  const own = Object.getOwnPropertyDescriptor(Error, name);
  if (!Reflect.defineProperty(Error, name, { value, writable: true, enumerable: true, configurable: true }))
    return { giveBack() {} };
  return {
    giveBack() {
      if (own === undefined) Reflect.deleteProperty(Error, name);
      else Reflect.defineProperty(Error, name, own);
    },
  };
}

function toPath(name: string): string {
  return name.startsWith('file:') ? fileURLToPath(name) : name;
}

/** Returns the innermost package that a file is installed in. */
function packageFolder(file: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(file)?.[0];
}

/** Tells a copy of the API from a package that carries a compiled copy and has a version of its own. */
function isApiPackage(folder: string | undefined): folder is string {
  return folder !== undefined && /@opentelemetry[\\/]api$/.test(folder);
}

function describe(file: string): string {
  const folder = packageFolder(file);
  if (folder === undefined) return file;
  const name = folder.slice(folder.lastIndexOf('node_modules') + 'node_modules/'.length).replace('\\', '/');
  return `${name} ${versionOf(folder) ?? ''} in ${folder}`.replace('  ', ' ');
}

function versionOf(folder: string): string | undefined {
  try {
    return JSON.parse(readPlainFile(path.join(folder, 'package.json'))).version;
  } catch {
    return undefined;
  }
}

/** Reads the API's version from a bundle, where it is a literal close to the code that compares it. */
function nearestVersion({ file, line, column }: Frame): string {
  try {
    const source = readFileSync(file, 'utf8');
    const at = offsetOf(source, line) + column;
    const versions = [...source.matchAll(/(["'`])(1\.\d{1,2}\.\d{1,2})\1/g)];
    const distance = ({ index }: RegExpMatchArray) => Math.abs(index! - at);
    return versions.sort((a, b) => distance(a) - distance(b))[0]?.[2] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

function offsetOf(source: string, line: number): number {
  let offset = 0;
  for (let passed = 1; passed < line; passed++) offset = source.indexOf('\n', offset) + 1;
  return offset;
}
