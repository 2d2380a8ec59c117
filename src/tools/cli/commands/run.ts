import type { Command } from '../command';
import { runAgent } from '../run/run-agent';
import { settingsFrom } from '../setting-flags';
import { UsageError } from '../usage';

/** `otel-agent run [settings] -- CMD`: any command, with the agent in every Node.js process that it starts. */
export const run: Command = {
  name: 'run',
  usage: 'run [settings] -- CMD',
  describe: 'Run a command with the agent in every Node.js process that it starts',
  flags: {},
  takesSettings: true,
  async handler(flags) {
    const [command, ...args] = (flags['--'] ?? []) as string[];
    if (command === undefined)
      throw new UsageError('give the command after --: otel-agent run -- node app.js');
    await runAgent(command, args, settingsFrom(flags));
  },
};
