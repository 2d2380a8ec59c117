import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

import { type NodeMajor, nodeBinary } from '../../nodes';
import { endWithThisProcess } from '../../services/process/reaper';

/** Options of a program's run, with the agent or without. */
export interface ProgramOptions {
  /** Below test/fixtures/. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly nodeMajor?: NodeMajor;
  /** Path of a Node that is not among NODE_MAJORS. */
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
  /** Default: 30 s. */
  readonly limitMs?: number;
  /** Called with each line that the program prints on stdout, the process and the id of the run. */
  readonly onLine?: (line: string, child: ChildProcess, id: string) => void;
}

/** End of a program's run. */
export interface ProgramRun {
  /** Resource attribute `test.run` of its spans. */
  readonly id: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** Leaves out the agent's own lines, and frames of stack traces that load modules. */
  readonly stderr: string;
  /** All of stderr, as it was written. */
  readonly rawStderr: string;
  /** The agent's own lines. */
  readonly said: readonly string[];
  /** Time from the start to the end of the process. */
  readonly lastedMs: number;
  /** Time from the last call of `onLine` to the end of the process. */
  readonly endedAfterMs: number;
}

/** Picks the parts of an end that must be the same with and without the agent. */
export function endOf({ code, signal, stdout, stderr }: ProgramRun) {
  return { code, signal, stdout, stderr };
}

/** The agent under test: the built one, or the entry that OTEL_AGENT_TEST_ENTRY names, such as an installed package's. */
export const AGENT = path.resolve(
  process.env.OTEL_AGENT_TEST_ENTRY ?? path.join(__dirname, '..', '..', '..', 'dist', 'preload.js'),
);
const FIXTURES = path.join(__dirname, '..', '..', 'fixtures');
const LIMIT_MS = 30_000;
let lastId = 0;

/** Runs a program to its end; it is killed after `limitMs`, or when the tests end before it. */
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
    timeout: options.limitMs ?? LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const forget = endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  const output = { stdout: '', stderr: '' };
  let lastLineMs = startedMs;
  let begun = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
    if (options.onLine === undefined) return;
    const lines = (begun + text).split('\n');
    begun = lines.pop()!;
    if (lines.length === 0) return;
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
        stderr: withoutPid(withoutLoader(others), child.pid!),
        rawStderr: output.stderr,
        said: own,
        lastedMs: endedMs - startedMs,
        endedAfterMs: endedMs - lastLineMs,
      });
    });
  });
}

/** Puts PID where Node names the process, in `(node:418)` and `[418:0x…`; elsewhere the number may be the program's. */
function withoutPid(stderr: string, pid: number): string {
  return stderr.replace(new RegExp(`(?<=\\(node:|\\[)${pid}(?=\\)|:)`, 'g'), 'PID');
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

/** Leaves out frames of Node's loader, of async hooks and of the agent: a trace that ends there has ten in any case. */
function withoutLoader(stderr: string): string {
  return stderr
    .replace(/----- Native stack trace -----[\s\S]*/, '')
    .replace(/^ +at .*(node:internal\/(modules|main|async_hooks)|\/dist\/agent).*\n/gm, '');
}
