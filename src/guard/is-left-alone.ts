import { describeTool } from './describe-tool';
import type { Environment } from './facts';
import { isDisabled } from './is-disabled';
import { isWorker } from './is-worker';
import { realPath } from './real-path';

/**
 * Disabled, or a tool, and nobody listens for the reason: then not even the guard is loaded, since all that it could add
 * is the reason (npm on Node 24: 0.8 ms beyond bare Node instead of 2.7). What is in doubt is left to the guard.
 */
export function isLeftAloneInSilence(): boolean {
  const { env } = process;
  if (env.OTEL_LOG_LEVEL) return false;
  try {
    return isDisabled(env) || isTool(env);
  } catch {
    return false;
  }
}

/** Not where something comes before the table of tools: the setting that allows one, what pm2 passes on, a worker's script. */
function isTool(env: Environment): boolean {
  const script = process.argv[1];
  if (script === undefined || env.OTEL_AGENT_PROCESS_ALLOW || env.pm2_env || isWorker()) return false;
  return describeTool({ script: realPath(script), args: process.argv.slice(2), env }) !== undefined;
}
