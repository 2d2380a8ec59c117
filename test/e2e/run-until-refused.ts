import { type FixtureRun, startFixture } from './start-fixture';

export interface RefusedRun extends FixtureRun {
  /** The lines on standard error besides the agent's one at the start. */
  readonly warnings: readonly string[];
}

/** Runs a service that is asked once, until the agent has said that nobody takes its spans, and a little longer. */
export async function runUntilRefused(env: Readonly<Record<string, string>>): Promise<RefusedRun> {
  const often = { OTEL_BSP_SCHEDULE_DELAY: '20', OTEL_METRICS_EXPORTER: 'none', ...env };
  const fixture = await startFixture({ script: 'services/back.js', env: often });
  const address = await fixture.firstLine;
  const ask = () => fetch(address, { headers: { connection: 'close' } });
  await ask();
  await fixture.said(WARNING);
  await ask(); // A second request does not repeat the message of the first.
  const run = await fixture.end();
  return { ...run, warnings: warningsOf(run.stderr) };
}

/** A whole line other than the start's. */
export const WARNING = /^(?!.* as service ").+\n/m;

/** Lines of standard error besides the line at the start. */
export function warningsOf(stderr: string): string[] {
  return stderr.split('\n').filter(line => line !== '' && !/ as service "/.test(line));
}
