import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

import { type NodeMajor, nodeBinary } from '../nodes';
import { endWithThisProcess } from '../services/process/reaper';

/** How a program is run, with the agent or without. */
export interface ProgramOptions {
  /** Below test/fixtures/. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly nodeMajor?: NodeMajor;
  /** A Node that is none of those. */
  readonly nodeBinary?: string;
  /** A program that runs the script instead of Node itself. */
  readonly command?: string;
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** False leaves the agent out. */
  readonly agent?: boolean;
  readonly cwd?: string;
  /** A descriptor for stderr, in the place of a pipe. */
  readonly stderr?: number;
  /** Called with each line that the program prints on stdout, the process and the id of the run. */
  readonly onLine?: (line: string, child: ChildProcess, id: string) => void;
}

/** How it ended. */
export interface ProgramRun {
  /** What its spans carry as the resource attribute `test.run`. */
  readonly id: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** Without the agent's own lines, and without what stack traces show of loading modules. */
  readonly stderr: string;
  /** The agent's own lines. */
  readonly said: readonly string[];
  /** From the start to the end of the process. */
  readonly lastedMs: number;
  /** From the last call of `onLine` to the end of the process. */
  readonly endedAfterMs: number;
}

/** What of an end must be the same with and without the agent. */
export function endOf({ code, signal, stdout, stderr }: ProgramRun) {
  return { code, signal, stdout, stderr };
}

/** The agent under test: the built one, or the entry that OTEL_AGENT_TEST_ENTRY names, such as an installed package's. */
export const AGENT = path.resolve(
  process.env.OTEL_AGENT_TEST_ENTRY ?? path.join(__dirname, '..', '..', 'dist', 'preload.js'),
);
const FIXTURES = path.join(__dirname, '..', 'fixtures');
const LIMIT_MS = 30_000;
let lastId = 0;

/** Runs a program to its end; it is killed after 30 s, or when the tests end before it. */
export async function runProgram(options: ProgramOptions): Promise<ProgramRun> {
  const id = `${process.pid}-${++lastId}`;
  const command =
    options.command ?? options.nodeBinary ?? (await nodeBinary(options.nodeMajor ?? DEFAULT_NODE));
  const preload = options.agent === false || options.command !== undefined ? [] : ['--require', AGENT];
  const script = options.script === '' ? [] : [path.resolve(FIXTURES, options.script)];
  const args = [...preload, ...(options.nodeArgs ?? []), ...script, ...(options.args ?? [])];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env };
  const startedMs = performance.now();
  const child = spawn(command, args, {
    cwd: options.cwd ?? FIXTURES,
    env: { ...env, OTEL_RESOURCE_ATTRIBUTES: `test.run=${id}` },
    stdio: ['pipe', 'pipe', options.stderr ?? 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const forget = endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  const output = { stdout: '', stderr: '' };
  let lastLineMs = startedMs;
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
    const lines = text.split('\n').slice(0, -1);
    if (options.onLine === undefined) return;
    lastLineMs = performance.now();
    for (const line of lines) options.onLine(line, child, id);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      forget();
      const endedMs = performance.now();
      const { own, others } = partLines(output.stderr);
      resolve({
        id,
        code,
        signal,
        stdout: output.stdout,
        stderr: withoutLoader(others).replaceAll(String(child.pid), 'PID'),
        said: own,
        lastedMs: endedMs - startedMs,
        endedAfterMs: endedMs - lastLineMs,
      });
    });
  });
}

const DEFAULT_NODE: NodeMajor = 24;

function partLines(stderr: string): { own: string[]; others: string } {
  const lines = stderr.split(/(?<=\n)/);
  const isOwn = (line: string) => line.startsWith('otel-agent: ');
  return {
    own: lines.filter(isOwn).map(line => line.trim()),
    others: lines.filter(line => !isOwn(line)).join(''),
  };
}

/** Frames of Node's loader and of async hooks, and of what hooks into the loader: a trace that ends there holds ten of them in any case. */
function withoutLoader(stderr: string): string {
  return stderr
    .replace(/----- Native stack trace -----[\s\S]*/, '')
    .replace(/^ +at .*(node:internal\/(modules|main|async_hooks)|\/dist\/agent).*\n/gm, '');
}
