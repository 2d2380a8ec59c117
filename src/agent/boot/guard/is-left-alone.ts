import type { Environment } from './facts';
import { isWorker } from './is-worker';
import { realPath } from './real-path';
import { describeTool } from './rules/describe-tool';
import { isDisabled } from './rules/is-disabled';

/**
 * True for a disabled process or a tool, if nothing asks for the reason: then not even the guard is loaded, which could
 * only add the reason (npm on Node 24: 0.8 ms beyond bare Node instead of 2.7). Doubtful cases are left to the guard.
 */
export function isLeftAloneInSilence(): boolean {
  const { env } = process;
  if (env.OTEL_LOG_LEVEL || env.OTEL_AGENT_PRINT_CONFIG) return false;
  try {
    return isDisabled(env) || isTool(env);
  } catch {
    return false;
  }
}

/**
 * True for a tool, unless something outranks the table of tools: the setting that allows a tool, variables from pm2, a
 * worker's script.
 */
function isTool(env: Environment): boolean {
  const script = process.argv[1];
  if (script === undefined || env.OTEL_AGENT_PROCESS_ALLOW || env.pm2_env || isWorker()) return false;
  return describeTool({ script: realPath(script), args: process.argv.slice(2), env }) !== undefined;
}
