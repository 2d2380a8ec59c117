import type { CommandModule } from 'yargs';
import { version } from '../../package.json';
import { processEnvironment, type ResolvedConfig, resolveConfig } from '../config';
import { exitCodeOf, printConfig as pageOf } from '../config/describe';
import { CATALOGUE } from '../instrument/catalogue';
import { childEnvironment } from './child-environment';
import { endAs, type ProcessEnd } from './process-end';
import { runChild } from './run-child';
import { settingFlags, settingsFrom } from './setting-flags';
import { UsageError } from './usage';

/** `otel-agent --print-config [--json] [settings] [-- CMD]`: what counts, and where it came from. */
export const printConfig: CommandModule = {
  command: '$0',
  describe: 'Show the settings that count: otel-agent --print-config [--json] [settings] [-- node app.js]',
  builder: yargs =>
    yargs.options({
      'print-config': {
        type: 'boolean',
        describe: 'Print every setting, its value and where it came from',
      },
      json: { type: 'boolean', implies: 'print-config', describe: 'Print it as JSON' },
      ...settingFlags(),
    }),
  async handler(flags) {
    if (flags['print-config'] !== true) throw new UsageError('give a command; see otel-agent --help');
    const settings = settingsFrom(flags);
    const format = flags.json === true ? 'json' : 'text';
    const words = flags['--'] as string[] | undefined;
    const config = resolveHere(settings);
    // Where the agent is off it is not there to print anything, and the app would run.
    const isHere = words === undefined || config.get('OTEL_SDK_DISABLED');
    endAs(isHere ? printHere(config, format) : await printThere(words, settings, format));
  },
};

/** What a process would see that was started here and now with these settings. */
function resolveHere(settings: Record<string, string>): ResolvedConfig {
  return resolveConfig({
    env: processEnvironment(),
    flags: settings,
    instrumentationNames: CATALOGUE.map(row => row.name),
  });
}

function printHere(config: ResolvedConfig, format: 'text' | 'json'): ProcessEnd {
  process.stdout.write(pageOf(config, format, { version, nodeVersion: process.version }));
  return exitCodeOf(config);
}

/** Lets the command's own process print what it sees, and end before its app runs. */
function printThere(words: string[], settings: Record<string, string>, format: string): Promise<ProcessEnd> {
  const [command, ...args] = words;
  if (command === undefined) throw new UsageError('give the command after --, or leave -- out');
  return runChild(command, args, { ...childEnvironment(settings), OTEL_AGENT_PRINT_CONFIG: format });
}
