import { childEnvironment } from './child-environment';
import { endAs } from './process-end';
import { runChild } from './run-child';

/** Runs a command with the agent and ends this process as the command ended. */
export async function runAgent(
  command: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  endAs(await runChild(command, args, childEnvironment(settings)));
}
