/* dist/agent.js: what the guard lets a process load. A mistake of ours in here must not end the app. */
import { startAgent } from './agent';

try {
  startAgent(process.argv[1]);
} catch (error) {
  process.stderr.write(`otel-agent: could not start, the app runs without it: ${(error as Error).stack}\n`);
}
