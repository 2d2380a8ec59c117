// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12, where the preload must still parse, does not know the prefix.
import { readFileSync } from 'fs';
import type { Script } from 'vm';
import { type CodeFile, type KeptCode, NO_CODE, readCode } from './kept-code';

/** Replaced in the built file by a hash of the files below, so that compiled code never outlives its source. */
const BUILD = '__AGENT_BUILD__';
/** Taken at the start: a worker thread opens the code late, when its app may have replaced globals. */
const ownProcess = process;
/** Files without an `import()`, which need not be searched for one. */
const AT_START = ['guard.js', 'agent.js'];

/**
 * Opens the code that V8 compiled of the agent's files in an earlier process: compiling is half of the agent's share in a
 * start (Node 24: 20 ms without, 9 ms with). The cache lies in a folder that only this user can write to. Without a cache,
 * or if it is damaged or rejected by V8, the files are compiled as usual.
 */
export function openCode(folder: string, env: Environment): Loader {
  const file = codeFileFor(folder, env);
  const read = file === undefined ? undefined : readCode(file);
  const code = typeof read === 'object' ? read : NO_CODE;
  return { folder, file, read, code, scripts: new Map(), isAnyCompiled: false };
}

/** Loads one of the agent's files, and later on those that it asks for, with the code that was kept. */
export function loadFile<Exports>(name: string, loader: Loader): Exports {
  const filename = path().join(loader.folder, name);
  return load(filename, loader, () => require(filename)) as Exports;
}

/** How the agent's files are loaded in this thread. */
export interface Loader {
  readonly folder: string;
  /** File of the code; undefined where none is kept. */
  readonly file: CodeFile | undefined;
  /** Result of `readCode` at the start. */
  readonly read: ReturnType<typeof readCode>;
  code: KeptCode;
  /** Scripts so far, by their path from the folder. */
  readonly scripts: Map<string, Script>;
  /** True if V8 had to compile one of them. */
  isAnyCompiled: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Chooses the file for compiled code: in OTEL_AGENT_CODE_CACHE, else in a folder of this user among the temporary
 * files. V8 refuses code of another version or other flags; the name keeps such processes from overwriting each other's
 * code. It tells copies of a build apart, too: compiled code holds the names of its source files (Node 20).
 */
function codeFileFor(agentFolder: string, env: Environment): CodeFile | undefined {
  if (env.OTEL_AGENT_CODE_CACHE === 'off' || ownProcess.getuid === undefined) return undefined;
  const folder =
    env.OTEL_AGENT_CODE_CACHE || path().join(env.TMPDIR || '/tmp', `otel-agent-${ownProcess.getuid()}`);
  const flags = [...ownProcess.execArgv, ...(env.NODE_OPTIONS || '').split(' ')].filter(isForV8);
  const { arch, platform, version, versions } = ownProcess;
  const maker = [BUILD, version, versions.v8, platform, arch, agentFolder, ...flags].join(' ');
  const name = `${BUILD}-${arch}-${versions.v8}-${hashOf(maker)}`;
  return { path: path().join(folder, name), maker };
}

/** True for flags that matter to V8; flags that only name things to load differ from app to app. */
function isForV8(flag: string): boolean {
  return /^--(?!require|import|loader|experimental-loader|title|inspect|env-file|conditions)/.test(flag);
}

function hashOf(text: string): string {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  return (hash >>> 0).toString(36);
}

/**
 * Loads a file as Node's own loader would, and leaves its module where later requires look for it. Throws what Node throws
 * for a file that cannot be read.
 */
function load(filename: string, loader: Loader, byNode: () => unknown): unknown {
  const script = compile(filename, loader);
  if (script === undefined) return byNode();
  const { Module }: typeof import('node:module') = require('module');
  const module = new Module(filename);
  module.filename = filename;
  require.cache[filename] = module;
  const requireFrom = (id: string) => {
    const own = ownFile(id, filename, loader.folder);
    if (own === undefined) return module.require(id);
    const known = require.cache[own];
    return known === undefined ? load(own, loader, () => module.require(id)) : known.exports;
  };
  const wrapper = script.runInThisContext();
  wrapper.call(module.exports, module.exports, requireFrom, module, filename, path().dirname(filename));
  module.loaded = true;
  return module.exports;
}

/** Path of a file of the agent that one of them asks for; undefined for all others. */
function ownFile(id: string, from: string, folder: string): string | undefined {
  const { dirname, resolve, sep } = path();
  if (!id.endsWith('.js')) return undefined;
  const file = id[0] === '.' ? resolve(dirname(from), id) : id;
  return file.startsWith(folder + sep) ? file : undefined;
}

/** Compiles a file, or takes its code from the cache; undefined where Node has to do it. */
function compile(filename: string, loader: Loader): Script | undefined {
  // Loaded late: a process that the guard keeps out loads neither module.
  const { Script }: typeof import('node:vm') = require('vm');
  const name = filename.slice(loader.folder.length + 1);
  const source = wrappedText(filename);
  // A script of `vm` has no `import()`: such a file needs Node's loader.
  if (source === undefined || (AT_START.indexOf(name) < 0 && /\bimport\(/.test(source))) return undefined;
  const cachedData = loader.code.parts.get(name);
  const script = new Script(source, cachedData === undefined ? { filename } : { filename, cachedData });
  if (script.cachedDataRejected !== false) loader.isAnyCompiled = true;
  loader.scripts.set(name, script);
  return script;
}

/**
 * Text of a file within Node's wrapper; undefined if it cannot be read, which Node's loader will say. Put together
 * outside the heap: joined strings are copied on it once more, which alone brings about a collection during the start
 * (0.9 ms). The build leaves no character beyond ASCII in these files.
 */
function wrappedText(filename: string): string | undefined {
  const { Module }: typeof import('node:module') = require('module');
  const [head, tail] = Module.wrap('#').split('#');
  try {
    return Buffer.concat([Buffer.from(head!), readFileSync(filename), Buffer.from(tail!)]).toString('latin1');
  } catch {
    return undefined;
  }
}

/** Loads `path` late: a process that the guard keeps out does not need it. */
function path(): typeof import('node:path') {
  return require('path');
}
