import type { Environment } from './facts';
import { withSlashes } from './rules/with-slashes';

/** Returns this thread's environment as the app will see it. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  return withPm2Environment(process.env);
}

/**
 * Environment as the app will see it. In pm2's cluster mode a process is forked with all of the app's variables as JSON
 * in `pm2_env`, and pm2's container script sets them only after the preload (pm2 `lib/God/ClusterMode.js`,
 * `lib/ProcessContainer.js`).
 */
export function withPm2Environment<Env extends Environment>(env: Env): Env {
  const { pm2_env: json } = env;
  if (json === undefined) return env;
  const late: Record<string, string> = {};
  try {
    const parsed: Record<string, unknown> = JSON.parse(json);
    for (const name of Object.keys(parsed)) {
      const value = parsed[name];
      if (typeof value === 'string' || typeof value === 'number') late[name] = String(value);
    }
  } catch {
    // Not pm2's: the app's own variable may well have this name.
  }
  return { ...env, ...late };
}

/** Replaces pm2's container script, if Node was told to run that, by the app's script. */
export function withoutPm2Container(script: string, env: Environment): string {
  const { pm_exec_path: app } = env;
  return app && CONTAINER.test(withSlashes(script)) ? app : script;
}

const CONTAINER = /\/pm2\/lib\/ProcessContainer\w*\.js$/;
