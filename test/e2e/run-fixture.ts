import { type FixtureOptions, type FixtureRun, startFixture } from './start-fixture';

/** Runs a fixture to its end, and rejects with its output when it does not end with `exitCode` (0). */
export async function runFixture(options: FixtureOptions & { exitCode?: number }): Promise<FixtureRun> {
  const run = await (await startFixture(options)).ended;
  const wanted = options.exitCode ?? 0;
  if (run.code === wanted) return run;
  throw new Error(`ended with ${run.signal ?? run.code} instead of ${wanted}${outputOf(run)}`);
}

/** Runs checks on a fixture's run; if a check fails, the message also has the fixture's output and its command. */
export async function explained<T>(
  runs: FixtureRun | readonly FixtureRun[],
  check: () => T | Promise<T>,
): Promise<T> {
  try {
    return await check();
  } catch (error) {
    const outputs = [runs].flat().map(run => outputOf(run as FixtureRun));
    if (error instanceof Error) error.message += outputs.join('');
    throw error;
  }
}

function outputOf({ command, stdout, stderr }: FixtureRun): string {
  const indented = (text: string) => text.trimEnd().replace(/^/gm, '  | ');
  return `\n\n  ${command}\n${indented(stdout)}\n${indented(stderr)}\n`;
}
