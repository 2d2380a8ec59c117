import { bootSdk } from './steps/boot-sdk';
import { createInstrumentations } from './steps/create-instrumentations';
import { createTelemetry } from './steps/create-telemetry';
import { followSettings } from './steps/follow-settings';
import { meetTheApp } from './steps/meet-the-app';
import { readSettings } from './steps/read-settings';
import { keepState } from './steps/tell-state';
import type { Waited } from './wait/waited';

export { report } from './steps/tell-state';

/**
 * Starts the agent in this process: the list of steps, each joined in a file of its own. Environment and script are as
 * the app will see them, which in pm2's cluster mode is not as Node tells them. An agent that is attached leaves nothing behind.
 */
export function startAgent(
  env: NodeJS.ProcessEnv,
  entry: string | undefined,
  { isAttached = false, waited }: StartOptions,
) {
  const settings = readSettings(env);
  // By a file: the guard has read the environment.
  if (settings.get('OTEL_SDK_DISABLED')) return;
  const host = { env, entry, isAttached, waited };
  const telemetry = createTelemetry(settings, host);
  const instrumentations = createInstrumentations(settings, telemetry, host);
  bootSdk(settings, telemetry, instrumentations);
  const parts = { settings, telemetry, instrumentations };
  const api = meetTheApp(parts);
  const unfollow = followSettings(settings, telemetry, instrumentations);
  keepState(parts);
  return { ...parts, api, unfollow };
}

export interface StartOptions {
  readonly isAttached?: boolean;
  readonly waited?: Waited | undefined;
}

/** Parts of an agent that is at work. */
export type RunningAgent = NonNullable<ReturnType<typeof startAgent>>;
