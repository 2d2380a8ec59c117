import yargs, { type Arguments, type Argv, type Options } from 'yargs';
import type { Command, Flag } from './command';
import { COMMANDS, commandNames } from './commands/commands';
import { settingFlags, switchFlags } from './setting-flags';
import { explainUsage, UsageError } from './usage';

/** Command and flags that a command line asks for. */
export interface Asked {
  readonly command: Command;
  /** Every flag of the command with its value or default; lists as arrays, numbers as numbers. */
  readonly flags: Arguments;
}

/** Reads a command line and runs nothing. Throws a UsageError for a wrong command line. */
export function readCommandLine(words: readonly string[]): Asked {
  let asked: { command: Command; given: Arguments } | undefined;
  let current = COMMANDS.find(({ name }) => name === '')!;
  const parser = createParser(words);
  for (const command of COMMANDS) {
    const names = [command.name || '$0', ...(command.files ? ['[files..]'] : [])];
    parser.command({
      command: names.join(' '),
      builder(argv: Argv) {
        current = command;
        return argv.options(flagsOf(command));
      },
      // Only noted, so that what goes wrong in a command is not taken for a wrong command line.
      handler(given) {
        asked = { command, given };
      },
    });
  }
  try {
    parser.parse([...words]);
  } catch (error) {
    const known = { flags: Object.keys(flagsOf(current)), commands: commandNames() };
    throw new UsageError(explainUsage((error as Error).message, words, known));
  }
  const { command, given } = asked!;
  const flags = { ...given, ...valuesOf(command, given) };
  command.check?.(flags);
  return { command, flags };
}

function createParser(words: readonly string[]): Argv {
  return yargs()
    .locale('en')
    .parserConfiguration({
      'boolean-negation': false,
      'dot-notation': false,
      'parse-numbers': false,
      'populate--': true,
    })
    .help(false)
    .version(false)
    .options(switchFlags(words))
    .strict()
    .fail((message, error) => {
      throw error ?? new Error(message);
    });
}

function flagsOf({ flags, takesSettings }: Command): Record<string, Options> {
  const own = Object.entries(flags).map(([name, flag]) => [name, optionsOf(flag)] as const);
  return { ...Object.fromEntries(own), ...(takesSettings && settingFlags()) };
}

function optionsOf({ value, short }: Flag): Options {
  const type: Options = value === undefined ? { type: 'boolean' } : { type: 'string', requiresArg: true };
  return short === undefined ? type : { ...type, alias: short };
}

/** The command's own flags as it reads them, and its files. */
function valuesOf({ flags, files }: Command, given: Arguments): Record<string, unknown> {
  const values = Object.entries(flags).map(([name, flag]) => [name, readFlag(name, flag, given)]);
  return { ...Object.fromEntries(values), ...(files && { files: given.files ?? [] }) };
}

function readFlag(name: string, flag: Flag, given: Arguments): unknown {
  const texts = given[name] === undefined ? [] : [given[name]].flat();
  if (texts.includes('')) throw new UsageError(`--${name} needs a value`);
  if (texts.length > 0 && flag.goesWith !== undefined && given[flag.goesWith] === undefined)
    throw new UsageError(`--${name} goes with --${flag.goesWith}`);
  if (flag.isList) return texts;
  // The last of several values counts.
  const value = texts.at(-1) ?? flag.default;
  if (!flag.isNumber || value === undefined) return value;
  if (Number.isNaN(Number(value))) throw new UsageError(`--${name} needs a number, not ${value}`);
  return Number(value);
}
