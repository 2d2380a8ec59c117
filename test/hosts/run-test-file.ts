import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunnerName } from './host';
import { EXIT_CODE, note, type Outcomes } from './outcome';
import { RUNNERS } from './runners';

/** A test file and all that it takes to run it. */
export interface TestFile {
  readonly file: string;
  readonly runner: RunnerName;
  /** The package's folder, in which the process is started. */
  readonly folder: string;
  /** The node_modules with the package and its tests' packages. */
  readonly modules: string;
  readonly node: string;
  readonly nodeArgs: readonly string[];
  readonly runnerArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly endsWithinMs?: number | undefined;
}

const ENDS_WITHIN_MS = 90_000;

/** Runs the tests of a file in a process of its own, which is ended in time; returns their outcomes. */
export async function runTestFile(test: TestFile): Promise<Outcomes> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'otel-agent-host-'));
  const report = path.join(temporary, 'report');
  try {
    const { args, read } = RUNNERS[test.runner];
    const { stdout, exitCode } = await runToEnd(
      [...test.nodeArgs, ...args({ file: test.file, report, modules: test.modules }), ...test.runnerArgs],
      test,
    );
    const outcomes = read({ report: contentOf(report), stdout, exitCode });
    if (test.runner !== 'script') note(outcomes, [EXIT_CODE], exitCode === 0 ? 'passed' : 'failed');
    return outcomes;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function runToEnd(
  args: readonly string[],
  { node, folder, env, endsWithinMs = ENDS_WITHIN_MS }: TestFile,
): Promise<{ stdout: string; exitCode: number | null }> {
  return new Promise((resolve, reject) => {
    // Starts a group of its own, so that processes that the tests leave running are ended with it.
    const child = spawn(node, args, {
      cwd: folder,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    const timer = setTimeout(() => endGroup(child.pid), endsWithinMs);
    child.on('error', reject);
    child.on('exit', () => {
      clearTimeout(timer);
      endGroup(child.pid);
      // Processes that have left the group may hold the pipe open.
      setTimeout(() => child.stdout.destroy(), 1000).unref();
    });
    child.on('close', exitCode => resolve({ stdout, exitCode }));
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
