import { version } from '../../../package.json';
import { COMMANDS, commandNames } from './commands/commands';
import { helpText } from './help/help-text';
import { UsageError, unknownCommand } from './usage';

/* The command line's entry: `otel-agent [command] [flags] [-- CMD]`. */
main(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`otel-agent: ${isUsage ? error.message : failureText(error)}\n`);
  process.exitCode = isUsage ? 2 : 1;
});

async function main(words: readonly string[]): Promise<void> {
  // A reader that has seen enough, as in `otel-agent --help | head`, is no failure.
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'ENOSPC' && code !== 'EFBIG' && code !== 'EDQUOT') return;
    process.stderr.write(`otel-agent: the output could not be written whole: ${message}\n`);
    process.exitCode = 1;
  });
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  // Neither needs the parser, which takes longer to load than everything else here.
  if (words.length === 0 || own.includes('--help') || own.includes('-h')) return write(help(own));
  if (own.includes('--version') || own.includes('-v')) return write(version);
  const { readCommandLine } = await import('./command-line.js');
  const { command, flags } = readCommandLine(words);
  await command.handler(flags);
}

function help(words: readonly string[]): string {
  const word = words.find(candidate => !candidate.startsWith('-'));
  const command = COMMANDS.find(({ name }) => name === word);
  if (words[0] === word && word !== undefined && command === undefined)
    throw new UsageError(unknownCommand(word, commandNames()));
  const columns = Math.min(process.stdout.columns || 100, 100);
  return helpText({ all: words.includes('--all'), columns, ...(command && { command }) });
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

function failureText(error: unknown): string {
  if ((error as NodeJS.ErrnoException | undefined)?.syscall === 'uv_cwd')
    return 'the current folder is gone: change to another one';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
