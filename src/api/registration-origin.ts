import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Who registers something with the OpenTelemetry API. */
export interface Origin {
  /** Version of that copy of the API. */
  readonly apiVersion: string;
  /** The file that the copy lies in: of its package, or a bundle. */
  readonly apiFile: string;
  /** `@opentelemetry/sdk-node 0.57.2 in /app/node_modules/@opentelemetry/sdk-node`, or the bundle's path. */
  readonly sdk: string;
  /** The app's file that started it; of several packages, the last one's. */
  readonly caller: string;
}

/** Finds out on whose behalf the API is called right now, from the stack and the packages on it. */
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

/** The frames of the current stack, innermost first, but for Node's own and those of files in `folder`. */
function framesAbove(folder: string): Frame[] {
  const frames = callSites().map(site => ({
    file: toPath(site.getFileName() ?? ''),
    line: site.getLineNumber() ?? 1,
    column: site.getColumnNumber() ?? 1,
  }));
  return frames.filter(({ file }) => path.isAbsolute(file) && path.dirname(file) !== folder);
}

function callSites(): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 50;
    Error.prepareStackTrace = (_error, sites) => sites;
    return new Error().stack as unknown as NodeJS.CallSite[];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}

function toPath(name: string): string {
  return name.startsWith('file:') ? fileURLToPath(name) : name;
}

/** The innermost package that a file is installed in. */
function packageFolder(file: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(file)?.[0];
}

/** A package that carries a compiled copy of the API within has another version than that. */
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
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

/** In a bundle the API's version is a literal of the source, close to the code that compares it. */
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
