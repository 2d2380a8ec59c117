import { readCommandLine } from './command-line';
import { UsageError } from './usage';

/* The command line's entry: `otel-agent [command] [flags] [-- CMD]`. */
main(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`otel-agent: ${isUsage ? error.message : traceOf(error)}\n`);
  process.exitCode = isUsage ? 2 : 1;
});

async function main(words: string[]): Promise<void> {
  // A reader that has seen enough, as in `otel-agent --help | head`, is no failure.
  process.stdout.on('error', () => {});
  const { text, command, flags } = readCommandLine(words.length === 0 ? ['--help'] : words);
  if (text !== '') process.stdout.write(`${text}\n`);
  else await command?.handler(flags);
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
