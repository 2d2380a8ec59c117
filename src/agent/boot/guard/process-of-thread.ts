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
 * environment, and `argv` the script. Node's diagnostic report has both (2 ms, Node 24). Undefined if it cannot be
 * made.
 */
export function processOfThread(describeTool: DescribeTool): ProcessFacts | undefined {
  try {
    const { header, environmentVariables = {} } = process.report.getReport() as unknown as Report;
    const env = withPm2Environment(environmentVariables);
    const { execArgv, script, args } = parseCommandLine(header.commandLine);
    const given = script === undefined ? undefined : withoutPm2Container(absolute(header.cwd, script), env);
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
