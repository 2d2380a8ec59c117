import { logToStderr } from './obtain/log-to-stderr';
import { prepareServices } from './prepare-services';
import type { ServiceName } from './servers/service';
import { servers } from './services';
import { type RunningService, startFrom } from './start-service';

/** Services that setup leaves to teardown; jest runs both in one process, but loads their modules separately. */
export interface SharedServices {
  readonly running: readonly RunningService[];
  readonly leftOut: readonly ServiceName[];
}

declare global {
  var otelAgentTestServices: SharedServices | undefined;
}

/** Prepares the tests' needs and starts the shared servers, as jest's globalSetup; workers find them by environment. */
export default async function globalSetup(): Promise<void> {
  const started = Date.now();
  const { sources, leftOut } = await prepareServices();
  const wanted = servers.filter(({ name }) => sources.has(name));
  const outcomes = await Promise.allSettled(
    wanted.map(server => startFrom(server, sources.get(server.name)!)),
  );
  const running = outcomes.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failures = outcomes.flatMap(outcome =>
    outcome.status === 'rejected' ? [outcome.reason as Error] : [],
  );
  if (failures.length > 0) {
    await Promise.all(running.map(service => service.stop()));
    throw new Error(failures.map(({ message }) => message).join('\n'));
  }
  for (const { env } of running) Object.assign(process.env, env);
  logToStderr(`${running.length} servers answer after ${((Date.now() - started) / 1_000).toFixed(1)} s`);
  globalThis.otelAgentTestServices = { running, leftOut };
}
