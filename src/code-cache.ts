// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12, where the preload must still parse, does not know the prefix.
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'fs';
import type { Script } from 'vm';
import { isWorker } from './guard/is-worker';

/** Stands for a hash of the files below in the built file, so that compiled code never outlives its source. */
const BUILD = '__AGENT_BUILD__';
/** In the order in which they need each other. */
const FILES = ['agent-rolldown-runtime.js', 'agent-shared.js', 'agent.js'];

export interface LoadedAgent<Exports> {
  readonly exports: Exports;
  /** Keeps the compiled code for the next process; undefined where it was there, or cannot be kept. */
  readonly save: (() => void) | undefined;
}

/**
 * Loads the agent's files with the code that V8 compiled from them in an earlier process: compiling is half of what the
 * agent adds to a start (Node 24: 20 ms without, 9 ms with). The cache lies in a folder that nobody else can write to.
 * Without one, or with one that V8 rejects, the files are compiled as ever.
 */
export function loadAgent<Exports>(folder: string, env: Environment): LoadedAgent<Exports> {
  const cacheFile = cacheFileFor(folder, env);
  const cached = cacheFile === undefined ? undefined : read(cacheFile);
  const scripts = FILES.map((name, index) => compile(path().join(folder, name), cached?.[index]));
  const isComplete = cached !== undefined && scripts.every(script => script.cachedDataRejected === false);
  let exports: unknown;
  scripts.forEach((script, index) => {
    exports = run(script, path().join(folder, FILES[index]!));
  });
  // One thread is enough: all of them come with the same code.
  const isSaved = isComplete || cacheFile === undefined || isWorker();
  const save = isSaved ? undefined : () => write(cacheFile, scripts);
  return { exports: exports as Exports, save };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where compiled code is kept: in OTEL_AGENT_CODE_CACHE, else in a folder of this user's own among the temporary files.
 * V8 refuses code of another version or other flags; the name keeps such processes from overwriting each other's. It
 * tells copies of one build apart, too: compiled code brings the names of the files that it was compiled from (Node 20).
 */
function cacheFileFor(agentFolder: string, env: Environment): string | undefined {
  if (env.OTEL_AGENT_CODE_CACHE === 'off' || process.getuid === undefined) return undefined;
  const folder =
    env.OTEL_AGENT_CODE_CACHE || path().join(env.TMPDIR || '/tmp', `otel-agent-${process.getuid()}`);
  const flags = [...process.execArgv, ...(env.NODE_OPTIONS || '').split(' ')].filter(isForV8);
  const name = [agentFolder, ...flags].join(' ');
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) | 0;
  return path().join(folder, `${BUILD}-${process.arch}-${process.versions.v8}-${(hash >>> 0).toString(36)}`);
}

/** Flags that only say what to load differ from app to app and mean nothing to V8. */
function isForV8(flag: string): boolean {
  return /^--(?!require|import|loader|experimental-loader|title|inspect|env-file|conditions)/.test(flag);
}

function compile(filename: string, cachedData: Buffer | undefined): Script {
  // Not at the top: a process that the guard keeps out loads neither of these two.
  const { Script }: typeof import('node:vm') = require('vm');
  const { Module }: typeof import('node:module') = require('module');
  const source = Module.wrap(readFileSync(filename, 'utf8'));
  return new Script(source, cachedData === undefined ? { filename } : { filename, cachedData });
}

/** Runs a file as Node's own loader would, and leaves it where later requires look for it. */
function run(script: Script, filename: string): unknown {
  const { Module }: typeof import('node:module') = require('module');
  const module = new Module(filename);
  module.filename = filename;
  require.cache[filename] = module;
  const wrapper = script.runInThisContext();
  wrapper.call(
    module.exports,
    module.exports,
    (id: string) => module.require(id),
    module,
    filename,
    path().dirname(filename),
  );
  module.loaded = true;
  return module.exports;
}

/** Code is only taken from a file of ours in a folder that only we can write to. */
function read(file: string): Buffer[] | undefined {
  try {
    if (!isOurs(path().dirname(file))) return undefined;
    const bytes = readFileSync(file);
    const parts: Buffer[] = [];
    let at = FILES.length * 4;
    for (let index = 0; index < FILES.length; index++) {
      const end = at + bytes.readUInt32LE(index * 4);
      parts.push(bytes.subarray(at, end));
      at = end;
    }
    return at === bytes.length ? parts : undefined;
  } catch {
    return undefined;
  }
}

function write(file: string, scripts: readonly Script[]): void {
  try {
    mkdirSync(path().dirname(file), { recursive: true, mode: 0o700 });
    if (!isOurs(path().dirname(file))) return;
    const temporary = `${file}.${process.pid}`;
    // Before the dear part, which a read-only disk spares.
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(descriptor, pack(scripts.map(script => script.createCachedData())));
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
    removeOldest(path().dirname(file));
  } catch {
    // A read-only or full disk: the next process compiles again.
  }
}

/** Half a megabyte each. Projects, versions and flags come and go, and nobody else tidies up here. */
const MAX_FILES = 32;
const NAME = /^[0-9a-f]{16}-\w+-[\w.-]+-[0-9a-z]+(\.\d+)?$/;

function removeOldest(folder: string): void {
  const names = readdirSync(folder).filter(name => NAME.test(name));
  if (names.length <= MAX_FILES) return;
  const files = names.map(name => path().join(folder, name));
  const writtenMs = new Map(files.map(file => [file, lstatSync(file).mtimeMs]));
  files.sort((a, b) => writtenMs.get(b)! - writtenMs.get(a)!);
  for (const file of files.slice(MAX_FILES)) unlinkSync(file);
}

/** The lengths of the parts, then the parts. */
function pack(parts: readonly Buffer[]): Buffer {
  const lengths = Buffer.alloc(parts.length * 4);
  for (let index = 0; index < parts.length; index++) lengths.writeUInt32LE(parts[index]!.length, index * 4);
  return Buffer.concat([lengths, ...parts]);
}

function isOurs(folder: string): boolean {
  const stat = lstatSync(folder);
  return stat.isDirectory() && stat.uid === process.getuid!() && (stat.mode & 0o077) === 0;
}

/** Not at the top: a process that the guard keeps out has no use for it. */
function path(): typeof import('node:path') {
  return require('path');
}
