import { type ChildProcess, spawn } from 'node:child_process';
import { passSignals } from './pass-signals';
import type { ProcessEnd } from './process-end';
import { explainStartError } from './start-error';

/** Runs a command in place of this process: same streams, signals passed on. Ends as the command ended; 127 when there is no such command, 126 when it cannot be run. */
export function runChild(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ProcessEnd> {
  return new Promise(resolve => {
    const fail = (error: unknown) => {
      const { sentence, code } = explainStartError(error, command, env);
      process.stderr.write(`otel-agent: ${sentence}\n`);
      resolve(code);
    };
    let child: ChildProcess;
    // Before the start, so that no signal finds the command running and nobody to pass it on.
    const stopPassing = passSignals(signal => child?.kill(signal));
    try {
      child = spawn(command, args, { stdio: 'inherit', env });
    } catch (error) {
      stopPassing();
      fail(error);
      return;
    }
    child.on('error', error => {
      // Also a signal that could not be sent is an "error"; only one without a process is the end.
      if (child.pid !== undefined) return;
      stopPassing();
      fail(error);
    });
    child.on('exit', (code, signal) => {
      stopPassing();
      resolve(signal ?? code ?? 1);
    });
  });
}
