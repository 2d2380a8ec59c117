import { nearest } from '../../shared/nearest';

/** Error for a wrong command line: one sentence on stderr, exit code 2. */
export class UsageError extends Error {}

/** Words that a command line may hold. */
export interface Known {
  readonly flags: readonly string[];
  readonly commands: readonly string[];
}

/** Rewords yargs' complaint about a command line and adds the nearest flag or command. */
export function explainUsage(message: string, words: readonly string[], known: Known): string {
  const [, what = '', rest = ''] = /^([^:\n]*): *\n? *(.*)$/m.exec(message) ?? [];
  const names = rest.split(', ');
  if (what.startsWith('Unknown')) return unknownWord(names, words, known);
  if (what === 'Not enough arguments following') return `${dashed(names[0]!)} needs a value`;
  return message;
}

function unknownWord(names: readonly string[], words: readonly string[], known: Known): string {
  const isWord = (name: string) => words.includes(name);
  if (words[0] === 'run' && names.some(isWord)) {
    return 'give the command after --: otel-agent run -- node app.js';
  }
  const name = names[0]!;
  if (name === 'print-config')
    return `--print-config takes no command's name: otel-agent --print-config -- CMD`;
  if (words[0] === 'inject' && isWord(name)) return `give each file by -f: otel-agent inject -f ${name}`;
  return isWord(name)
    ? unknownCommand(name, known.commands)
    : `there is no option ${dashed(name)}${meant(name, known.flags, '--')}`;
}

/** `there is no command rnu; did you mean run?` */
export function unknownCommand(name: string, commands: readonly string[]): string {
  return `there is no command ${name}${meant(name, commands)}`;
}

/** Words the end of a message about a word that is unknown: the nearest candidate, or `otherwise`. */
export function meant(
  word: string,
  candidates: readonly string[],
  dashes = '',
  otherwise = 'see otel-agent --help',
): string {
  // Two slips make another word of a short one.
  const near = nearest(word, candidates, word.length <= 5 ? 1 : undefined);
  return near === undefined ? `; ${otherwise}` : `; did you mean ${dashes}${near}?`;
}

function dashed(flag: string): string {
  return flag.length === 1 ? `-${flag}` : `--${flag}`;
}
