import yargs, { type Arguments, type Argv, type CommandModule } from 'yargs';
import { version } from '../../package.json';
import { commands } from './commands';
import { switchFlags } from './setting-flags';
import { explainUsage, UsageError } from './usage';

/** What a command line asks for: a command with its flags, or nothing but a text to be shown: help, version. */
export interface Asked {
  readonly text: string;
  readonly command: CommandModule | undefined;
  readonly flags: Arguments;
}

/** Reads a command line; what it asks for is not done yet. Throws `UsageError` for a wrong one. */
export function readCommandLine(words: readonly string[]): Asked {
  const asked = {
    text: '',
    command: undefined as CommandModule | undefined,
    flags: { _: [], $0: '' } as Arguments,
  };
  const wantsHelp = words.some(word => word === '--help' || word === '-h');
  let knownFlags: string[] = [];
  const parser = createParser(words);
  for (const command of commands) {
    parser.command({
      ...command,
      builder(argv: Argv) {
        // Here, not above: yargs forgets this option when it turns to a command.
        argv.showHidden('all', 'With --help: settings for experts too');
        const { builder } = command;
        const built = typeof builder === 'function' ? (builder(argv) as Argv) : argv.options(builder ?? {});
        knownFlags = flagsOf(built);
        // yargs renders the help of each command that it runs: 60 ms for these flags, unless they are hidden.
        return wantsHelp ? built : knownFlags.reduce((hiding, flag) => hiding.hide(flag), built);
      },
      // Only noted, so that what goes wrong in a command is not taken for a wrong command line.
      handler(flags) {
        Object.assign(asked, { command, flags });
      },
    });
  }
  try {
    // With a callback yargs prints nothing itself.
    parser.parse([...words], {}, (_error, _flags, text) => {
      asked.text = text;
    });
  } catch (error) {
    const known = { flags: knownFlags, commands: commandNames() };
    throw new UsageError(explainUsage((error as Error).message, words, known));
  }
  return asked;
}

function createParser(words: readonly string[]): Argv {
  return yargs()
    .scriptName('otel-agent')
    .usage('OpenTelemetry for Node.js by one flag.')
    .locale('en')
    .parserConfiguration({
      'boolean-negation': false,
      'dot-notation': false,
      'parse-numbers': false,
      'populate--': true,
    })
    .wrap(Math.min(process.stdout.columns || 110, 110))
    .version(version)
    .alias({ help: 'h', version: 'v' })
    .options(switchFlags(words))
    .strict()
    .fail((message, error) => {
      throw error ?? new Error(message);
    });
}

function flagsOf(argv: Argv): string[] {
  const { key } = (argv as unknown as { getOptions(): { key: Record<string, unknown> } }).getOptions();
  return Object.keys(key);
}

function commandNames(): string[] {
  const names = commands.map(({ command }) => String(command).split(' ')[0]!);
  return names.filter(name => name !== '$0');
}
