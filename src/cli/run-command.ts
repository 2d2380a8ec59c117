import type { Console } from '../receiver/run-view';

/** Errors by these names are the user's to mend: their message is the whole report. */
const EXPECTED = new Set(['ListenError', 'FileError', 'ShopError']);

/**
 * Runs a command that goes on until Ctrl-C or SIGTERM; a second one ends the process at once. A failure becomes one
 * sentence on stderr and exit code 1.
 */
export async function runCommand(name: string, run: (console: Console) => Promise<void>): Promise<void> {
  const stopped = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  // A reader that goes away (`| head`) is no failure.
  process.stdout.on('error', () => process.exit(0));
  try {
    await run({ out: process.stdout, err: process.stderr, stopped });
  } catch (error) {
    const { name: kind, message, stack } = error as Error;
    process.stderr.write(`otel-agent ${name}: ${EXPECTED.has(kind) ? message : (stack ?? message)}\n`);
    process.exitCode = 1;
  }
}
