import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { isatty } from 'node:tty';
import { signalGroup } from '../../doctor/view/reach-limit';
import { passSignals } from './pass-signals';
import type { ProcessEnd } from './process-end';
import { explainStartError } from './start-error';

/** Bound on the time of a command. */
interface Bound {
  readonly ms: number;
  /** Ends the command, a process group of its own then, unless it may go on. */
  onOver(child: ChildProcess): void;
}

/**
 * Runs a command in place of this process: same streams, signals passed on. Ends as the command ended; 127 when there
 * is no such command, 126 when it cannot be run.
 */
export function runChild(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  bound?: Bound,
): Promise<ProcessEnd> {
  return new Promise(resolve => {
    const fail = (error: unknown) => {
      const { sentence, code } = explainStartError(error, command, env);
      process.stderr.write(`otel-agent: ${sentence}\n`);
      resolve(code);
    };
    let child: ChildProcess;
    // Before the start, so that no signal is lost while the command runs.
    const stopPassing = passSignals(
      signal => child && (bound ? signalGroup(child, signal) : child.kill(signal)),
      bound !== undefined,
    );
    const timer = bound && setTimeout(() => bound.onOver(child), bound.ms);
    const stop = () => {
      stopPassing();
      clearTimeout(timer);
    };
    try {
      child = spawn(command, args, { ...(bound ? IN_GROUP : { stdio: 'inherit' }), env });
    } catch (error) {
      stop();
      fail(error);
      return;
    }
    child.on('error', error => {
      // A signal that could not be sent is an "error" too; only an error without a process is the end.
      if (child.pid !== undefined) return;
      stop();
      fail(error);
    });
    child.on('exit', (code, signal) => {
      stop();
      resolve(signal ?? code ?? 1);
    });
  });
}

/** A terminal gives its input to the group in its foreground alone. */
const IN_GROUP: SpawnOptions = {
  stdio: [isatty(0) ? 'ignore' : 'inherit', 'inherit', 'inherit'],
  detached: process.platform !== 'win32',
};
