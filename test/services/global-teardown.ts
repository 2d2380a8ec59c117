import type { SharedServices } from './global-setup';
import { leftOutLine } from './prepare-services';

/** Stops all that the setup started, as jest's globalTeardown, and ends the run's output with the services left out. */
export default async function globalTeardown(): Promise<void> {
  const shared: SharedServices | undefined = globalThis.otelAgentTestServices;
  for (const { env, stop } of shared?.running ?? []) {
    await stop();
    // In watch mode the next run starts others.
    for (const name of Object.keys(env)) delete process.env[name];
  }
  if (shared?.leftOut.length) process.stderr.write(leftOutLine(shared.leftOut) + '\n');
}
