import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

import { type NodeMajor, nodeBinary } from '../nodes';
import { endWithThisProcess } from '../services/process/reaper';
import { fixtureCommand, type Preload } from './fixture-command';

/** A tiny program of test/fixtures/e2e/ and how it is run. */
export interface FixtureOptions {
  /** Below test/fixtures/e2e/. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the Node that runs the tests. */
  readonly nodeMajor?: NodeMajor;
  /** Default: `--require`. */
  readonly preload?: Preload;
  /** Further options for Node. */
  readonly nodeArgs?: readonly string[];
}

/** End of a fixture. */
export interface FixtureRun {
  /** Resource attribute `test.run` of its telemetry. */
  readonly id: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** A line for a shell that does the same again. */
  readonly command: string;
}

export interface RunningFixture {
  readonly id: string;
  /** The first line that it prints: a server's address. */
  readonly firstLine: Promise<string>;
  /** Resolves when its standard error has a match, or when it has ended. */
  said(pattern: RegExp): Promise<void>;
  readonly ended: Promise<FixtureRun>;
  /** Closes its standard input, upon which a server ends by itself. */
  end(): Promise<FixtureRun>;
}

const FOLDER = path.join(__dirname, '..', 'fixtures', 'e2e');
const LIMIT_MS = 30_000;
let lastId = 0;

/** Starts a fixture under the agent; it is killed after 30 s, or when the tests end before it. */
export async function startFixture(options: FixtureOptions): Promise<RunningFixture> {
  const id = `${process.pid}-${++lastId}`;
  const node = options.nodeMajor === undefined ? process.execPath : await nodeBinary(options.nodeMajor);
  const { args, env, shown } = fixtureCommand(options, { node, id, folder: FOLDER });
  const child = spawn(node, args, {
    cwd: FOLDER,
    env,
    stdio: 'pipe',
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const forget = endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  child.stdin.on('error', () => {}); // It may have ended before it was told to.
  const { output, firstLine, said } = gather(child);
  const ended = new Promise<FixtureRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      forget();
      resolve({ id, code, signal, ...output, command: shown });
    });
  });
  const end = () => {
    child.stdin.end();
    return ended;
  };
  return { id, firstLine, said, ended, end };
}

function gather(child: ChildProcess) {
  const output = { stdout: '', stderr: '' };
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const firstLine = new Promise<string>(resolve => {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
      if (output.stdout.includes('\n')) resolve(output.stdout.slice(0, output.stdout.indexOf('\n')));
    });
    child.on('close', () => resolve(output.stdout));
  });
  const said = (pattern: RegExp) =>
    new Promise<void>(resolve => {
      const check = () => pattern.test(output.stderr) && resolve();
      child.stderr!.on('data', check);
      child.on('close', () => resolve());
      check();
    });
  return { output, firstLine, said };
}
