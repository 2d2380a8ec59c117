import type { CommandModule } from 'yargs';
import { childEnvironment } from './child-environment';
import { endAs } from './process-end';
import { runChild } from './run-child';
import { settingFlags, settingsFrom } from './setting-flags';
import { UsageError } from './usage';

/** `otel-agent run [settings] -- CMD`: any command, with the agent in every Node.js process that it starts. */
export const run: CommandModule = {
  command: 'run',
  describe: 'Run a command with the agent: otel-agent run [settings] -- node app.js',
  builder: yargs => yargs.options(settingFlags()),
  async handler(flags) {
    const [command, ...args] = (flags['--'] ?? []) as string[];
    if (command === undefined)
      throw new UsageError('give the command after --: otel-agent run -- node app.js');
    endAs(await runChild(command, args, childEnvironment(settingsFrom(flags))));
  },
};
