import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ProcessFacts } from '../../../agent/print-config';
import { keepLastWords } from './last-words';
import { splitNodeOptions } from './node-words';
import { endGroup, REACH_LIMIT_MS } from './reach-limit';
import type { ProcessView } from './subject';

/**
 * Learns of the process in which a command's app would run: the command runs with a preload by which that process tells
 * its environment and ends before the app does.
 */
export async function viewCommand(
  words: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv,
  preload: string,
): Promise<ProcessView> {
  // Only this user can read it: the environment holds secrets.
  const ownFolder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-doctor-'));
  const file = path.join(ownFolder, 'process.json');
  const own = { OTEL_AGENT_PRINT_CONFIG: 'json', OTEL_AGENT_PRINT_FACTS: file };
  const NODE_OPTIONS = `${env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(preload)}`.trimStart();
  try {
    const end = await run(words, folder, { ...env, ...own, NODE_OPTIONS });
    const facts = readFacts(file);
    if (facts !== undefined) return viewOf(facts, preload);
    const nothing = { script: undefined, args: [], execArgv: [], env, nodeVersion: process.versions.node };
    return { source: 'command', folder, ...nothing, unreached: end };
  } finally {
    rmSync(ownFolder, { recursive: true, force: true });
  }
}

function viewOf(
  { cwd, script, args, execArgv, env, version, decision }: ProcessFacts,
  preload: string,
): ProcessView {
  const { NODE_OPTIONS = '', OTEL_AGENT_PRINT_FACTS: _file, ...others } = env;
  const ours = NODE_OPTIONS.lastIndexOf(` --require ${JSON.stringify(preload)}`);
  const before = ours === -1 ? withoutLast(NODE_OPTIONS, preload) : NODE_OPTIONS.slice(0, ours);
  return {
    source: 'command',
    folder: cwd,
    script,
    args,
    execArgv,
    env: before === '' ? others : { ...others, NODE_OPTIONS: before },
    nodeVersion: version,
    decision,
  };
}

function withoutLast(options: string, preload: string): string {
  const words = splitNodeOptions(options);
  const at = words.lastIndexOf(preload);
  return words.filter((_, index) => index !== at && index !== at - 1).join(' ');
}

/** Runs the command until it ends or time is up, and tells how it ended. */
function run(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const [command, ...args] = words as [string, ...string[]];
  return new Promise(resolve => {
    let child: ChildProcess;
    try {
      // A group of its own, so that all of it can be ended.
      const detached = process.platform !== 'win32';
      child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], detached });
    } catch (error) {
      resolve(`${command} cannot be run: ${(error as Error).message}`);
      return;
    }
    const lastWords = keepLastWords(child.stderr!);
    const timer = setTimeout(() => {
      endGroup(child);
      settle(
        `within ${REACH_LIMIT_MS / 1000} s no process of it loaded the preload of NODE_OPTIONS; it was ended`,
      );
    }, REACH_LIMIT_MS);
    const settle = (text: string) => {
      clearTimeout(timer);
      child.stderr!.destroy(); // A process that the command left behind may hold it.
      resolve(text);
    };
    child.on('error', ({ message }) => settle(`${command} cannot be run: ${message}`));
    child.on('exit', (code, signal) => {
      const tell = () => settle(endText(code, signal, lastWords()));
      child.on('close', tell);
      setTimeout(tell, REST_OF_STDERR_MS).unref();
    });
  });
}

/** Time for the last of stderr to arrive after the end. */
const REST_OF_STDERR_MS = 300;

function endText(code: number | null, signal: NodeJS.Signals | null, words: string): string {
  if (code === 0) return 'it ended (exit code 0) and no process of it had loaded the preload of NODE_OPTIONS';
  const said = words === '' ? ' without a word on stderr' : `: ${words}`;
  return `it failed by itself (${signal ?? `exit code ${code}`}) before a process of it had loaded the preload of NODE_OPTIONS${said}`;
}

function readFacts(file: string): ProcessFacts | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessFacts;
  } catch {
    return undefined;
  }
}
