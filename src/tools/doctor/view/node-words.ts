import type { Environment } from '../../../agent/boot/guard/facts';

/** Word of Node's options, and its origin. */
export interface NodeWord {
  readonly word: string;
  readonly from: 'NODE_OPTIONS' | 'command line';
}

/** File or package that Node loads before the app. */
export interface Preload {
  readonly name: string;
  readonly flag: string;
  readonly from: NodeWord['from'];
}

/** Lists Node's options in their order: those of NODE_OPTIONS come first. */
export function nodeWordsOf({
  env,
  execArgv,
}: {
  readonly env: Environment;
  readonly execArgv: readonly string[];
}): NodeWord[] {
  return [
    ...splitNodeOptions(env.NODE_OPTIONS ?? '').map(word => ({ word, from: 'NODE_OPTIONS' }) as const),
    ...execArgv.map(word => ({ word, from: 'command line' }) as const),
  ];
}

/** Splits NODE_OPTIONS as Node does: blanks separate, double quotes hold together, a backslash escapes within them. */
export function splitNodeOptions(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '\\' && isQuoted && at + 1 < text.length) word += text[++at];
    else if (sign === '"') isQuoted = !isQuoted;
    else if (sign === ' ' && !isQuoted) {
      if (word !== '') words.push(word);
      word = '';
    } else word += sign;
  }
  return word === '' ? words : [...words, word];
}

/** Lists what is loaded before the app, in its order: Node takes `--require` before `--import`. */
export function preloadsOf(words: readonly NodeWord[]): Preload[] {
  const preloads = words.flatMap(({ word, from }, at): Preload[] => {
    const [, flag, inline] =
      /^(-r|--require|--import|--loader|--experimental-loader)(?:=(.*))?$/.exec(word) ?? [];
    if (flag === undefined) return [];
    const name = inline ?? words[at + 1]?.word;
    return name === undefined ? [] : [{ name, flag: flag === '-r' ? '--require' : flag, from }];
  });
  return [
    ...preloads.filter(({ flag }) => flag === '--require'),
    ...preloads.filter(({ flag }) => flag !== '--require'),
  ];
}

/** Value of an option, the last one given; true for an option without a value, undefined if it is not there. */
export function optionOf(words: readonly NodeWord[], ...names: string[]): string | true | undefined {
  let found: string | true | undefined;
  words.forEach(({ word }, at) => {
    const [name, ...rest] = word.replaceAll('_', '-').startsWith('--') ? word.split('=') : [word];
    if (!names.includes(name!.replaceAll('_', '-'))) return;
    const next = words[at + 1]?.word;
    found = rest.length > 0 ? rest.join('=') : next !== undefined && !next.startsWith('-') ? next : true;
  });
  return found;
}
