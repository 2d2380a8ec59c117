import type { Console } from '../../viewer/receiver/run-view';

/** Names of errors that the user can mend: their message is the whole report. */
const EXPECTED = new Set(['ListenError', 'FileError', 'ShopError', 'AskError']);

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs a command until Ctrl-C or SIGTERM; a second signal ends the process at once. A failure becomes one sentence on
 * stderr and exit code 1.
 */
export async function runCommand(name: string, run: (console: Console) => Promise<void>): Promise<void> {
  const stopped = new Promise<void>(resolve => {
    const stop = () => {
      for (const signal of SIGNALS) process.off(signal, stop);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    // A reader that goes away (`| head`) is no failure: the command ends as after Ctrl-C.
    process.stdout.on('error', stop);
  });
  try {
    await run({ out: process.stdout, err: process.stderr, stopped });
  } catch (error) {
    const { name: kind, message, stack } = error as Error;
    process.stderr.write(`otel-agent ${name}: ${EXPECTED.has(kind) ? message : (stack ?? message)}\n`);
    process.exitCode = 1;
  }
}
