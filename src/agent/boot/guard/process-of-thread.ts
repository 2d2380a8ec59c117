import type { Environment, ProcessFacts } from './facts';
import { withoutPm2Container, withPm2Environment } from './pm2-environment';
import { realPath } from './real-path';
import type { DescribeTool } from './rules/describe-tool';

/** Part of a diagnostic report about the process, equal in all threads. */
interface Report {
  readonly header: { readonly commandLine: readonly string[]; readonly cwd: string };
  readonly environmentVariables?: Environment;
}

/**
 * Facts about the process of a worker, as for its main thread. A worker sees only its own part: `env: {}` hides the
 * environment, and `argv` the script. The main thread tells all workers but the first, and Node's diagnostic report has
 * both (2 ms, Node 24). Undefined if it cannot be made.
 */
export function processOfThread(describeTool: DescribeTool): ProcessFacts | undefined {
  try {
    const { execArgv, script, args, environment } = toldProcess() || reportedProcess();
    const env = withPm2Environment(environment);
    const given = script === undefined ? undefined : withoutPm2Container(script, env);
    const real = given === undefined ? undefined : realPath(given);
    return {
      script: real,
      givenScript: real === given ? undefined : given,
      args,
      execArgv,
      env,
      versions: process.versions,
      thread: { kind: 'main' },
      tool: describeTool({ script: real, args, env }),
      otherCopy: undefined,
      otherTracer: undefined,
    };
  } catch {
    return undefined;
  }
}

function reportedProcess(): ToldProcess {
  const { header, environmentVariables = {} } = process.report.getReport() as unknown as Report;
  const { script, ...rest } = parseCommandLine(header.commandLine);
  const { cwd } = header;
  return {
    ...rest,
    script: script === undefined ? undefined : absolute(cwd, script),
    environment: environmentVariables,
  };
}

interface CommandLine {
  readonly execArgv: readonly string[];
  /** Script as it was written. */
  readonly script: string | undefined;
  readonly args: readonly string[];
}

/**
 * Splits `node --require a app.js b` as Node does; for an option of Node that is unknown here, its value is taken for
 * the script.
 */
export function parseCommandLine([, ...given]: readonly string[]): CommandLine {
  let at = 0;
  while (at < given.length && given[at]!.startsWith('-') && given[at] !== '--') {
    if (EVALUATES.test(given[at]!)) return { execArgv: given, script: undefined, args: [] };
    at += TAKES_VALUE.test(given[at]!) ? 2 : 1;
  }
  const execArgv = given.slice(0, at);
  if (given[at] === '--') at++;
  return { execArgv, script: given[at], args: given.slice(at + 1) };
}

const EVALUATES = /^-(-eval|-print|e|p|pe)$/;
const TAKES_VALUE =
  /^-(r|C|-require|-import|-loader|-experimental-loader|-conditions|-env-file|-env-file-if-exists|-title|-input-type|-watch-path)$/;

function absolute(folder: string, script: string): string {
  // Loaded late: a main thread does not need it.
  // biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.
  const path: typeof import('node:path') = require('path');
  return path.resolve(folder, script);
}

/** Facts about a process that its main thread tells workers. */
export interface ToldProcess {
  readonly execArgv: readonly string[];
  readonly script: string | undefined;
  readonly args: readonly string[];
  readonly environment: Environment;
}

/** Key among Node's environment data, which each new worker gets a copy of. */
const KEY = 'otel-agent.process';

/**
 * Tells workers that are started from here on about their process: to find that out takes each of them 2 ms. Returns a
 * function that ends it.
 */
export function tellProcess(script: string | undefined): () => void {
  const told: ToldProcess = {
    execArgv: process.execArgv,
    script,
    args: script === undefined ? [] : process.argv.slice(2),
    // Read with each worker that is started.
    get environment() {
      return { ...process.env };
    },
  };
  const { setEnvironmentData } = threads();
  setEnvironmentData(KEY, told as never);
  return () => setEnvironmentData(KEY, undefined);
}

/** Facts that the main thread has told this worker, and forgets them; undefined for a process's first worker. */
export function toldProcess(): ToldProcess | undefined {
  const { getEnvironmentData, setEnvironmentData } = threads();
  const told = getEnvironmentData(KEY) as unknown as ToldProcess | undefined;
  // The app gave this worker an environment of its own, perhaps to keep the process's from it.
  if (told !== undefined) setEnvironmentData(KEY, undefined);
  return told;
}

function threads(): typeof import('node:worker_threads') {
  // biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.
  return require('worker_threads');
}
