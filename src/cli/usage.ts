import { nearest } from '../config/nearest';

/** The command line is wrong: one sentence on stderr, exit code 2. */
export class UsageError extends Error {}

/** What may stand on a command line. */
export interface Known {
  readonly flags: readonly string[];
  readonly commands: readonly string[];
}

/** What yargs says about a wrong command line, in our words and with the nearest flag or command. */
export function explainUsage(message: string, words: readonly string[], known: Known): string {
  const [, what = '', rest = ''] = /^([^:\n]*): *\n? *(.*)$/m.exec(message) ?? [];
  const names = rest.split(', ');
  if (what.startsWith('Unknown')) return unknownWord(names, words, known);
  if (what === 'Not enough arguments following') return `${dashed(names[0]!)} needs a value`;
  const [, flag, needed] = /^Implications failed:\s+(\S+) -> (\S+)/.exec(message) ?? [];
  return flag === undefined ? message : `--${flag} goes with --${needed}`;
}

function unknownWord(names: readonly string[], words: readonly string[], known: Known): string {
  const isWord = (name: string) => words.includes(name);
  if (words[0] === 'run' && names.some(isWord)) {
    return 'give the command after --: otel-agent run -- node app.js';
  }
  const name = names[0]!;
  if (words[0] === 'inject' && isWord(name)) return `give each file by -f: otel-agent inject -f ${name}`;
  return isWord(name)
    ? `there is no command ${name}${meant(name, known.commands, '')}`
    : `there is no option ${dashed(name)}${meant(name, known.flags, '--')}`;
}

function meant(word: string, candidates: readonly string[], dashes: string): string {
  const near = nearest(word, candidates);
  return near === undefined ? '; see otel-agent --help' : `; did you mean ${dashes}${near}?`;
}

function dashed(flag: string): string {
  return flag.length === 1 ? `-${flag}` : `--${flag}`;
}
