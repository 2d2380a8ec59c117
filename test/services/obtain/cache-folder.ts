import { homedir } from 'node:os';
import path from 'node:path';

/** Folder that keeps built programs between runs: OTEL_AGENT_TEST_CACHE, else a folder in the user's cache. */
export function cacheFolder(): string {
  const { OTEL_AGENT_TEST_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  return own ? path.resolve(own) : path.join(shared || path.join(homedir(), '.cache'), 'otel-agent-test');
}
