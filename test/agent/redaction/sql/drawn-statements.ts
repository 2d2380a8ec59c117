import * as fc from '../../../fast-check';

/** Writes a text of any content as a dialect does. */
type Write = (content: string) => string;

export type DialectName = 'POSTGRESQL' | 'MYSQL' | 'SQLITE' | 'TRANSACT_SQL' | 'ORACLE' | 'CQL';

const doubled = (quote: string) => (content: string) =>
  quote + content.replaceAll(quote, quote + quote) + quote;
const escaped = (quote: string) => (content: string) =>
  quote + content.replace(/[\\'"]/g, character => `\\${character}`) + quote;
const dollar = (tag: string) => (content: string) => `$${tag}$${content.replaceAll('$', '')}$${tag}$`;
const bracketed = (open: string, close: string) => (content: string) =>
  `q'${open}${content.replaceAll(`${close}'`, '')}${close}'`;
const lineComment = (sign: string) => (content: string) => `${sign} ${content.replace(/[\r\n]/g, ' ')}\n`;
const blockComment = (content: string) => `/*${content.replace(/\*\/|\/\*/g, '')}*/`;

const TEXTS: Readonly<Record<DialectName, readonly Write[]>> = {
  POSTGRESQL: [
    doubled("'"),
    content => `E${escaped("'")(content)}`,
    content => `U&${doubled("'")(content)}`,
    dollar(''),
    dollar('tag1'),
    dollar('_ü'),
  ],
  // A backslash before the quote of a doubled text would escape it.
  MYSQL: [
    content => doubled("'")(content.replaceAll('\\', '')),
    content => doubled('"')(content.replaceAll('\\', '')),
    escaped("'"),
    escaped('"'),
    content => `_utf8mb4${escaped("'")(content)}`,
  ],
  SQLITE: [doubled("'"), content => `X${doubled("'")(content)}`],
  TRANSACT_SQL: [doubled("'"), content => `N${doubled("'")(content)}`],
  ORACLE: [doubled("'"), bracketed('[', ']'), bracketed('!', '!'), content => `n${doubled("'")(content)}`],
  CQL: [doubled("'"), content => `$$${content.replaceAll('$', '')}$$`],
};
const COMMENTS: Readonly<Record<DialectName, readonly Write[]>> = {
  POSTGRESQL: [
    lineComment('--'),
    blockComment,
    content => `/* /*${content.replace(/\*\/|\/\*/g, '')}*/ x */`,
  ],
  MYSQL: [
    lineComment('--'),
    lineComment('#'),
    blockComment,
    content => `/*!${content.replace(/\*\/|\/\*/g, '')}*/`,
  ],
  SQLITE: [lineComment('--'), blockComment],
  TRANSACT_SQL: [lineComment('--'), blockComment],
  ORACLE: [lineComment('--'), blockComment, content => `/*+${content.replace(/\*\/|\/\*/g, '')}*/`],
  CQL: [lineComment('--'), lineComment('//'), blockComment],
};

const NAMES: Readonly<Record<DialectName, readonly string[]>> = {
  POSTGRESQL: ['t', 'users', '"a ""b"', 'a$b', 'e', 'n', 'x1', 'größe', '$1', 'public.users'],
  MYSQL: ['t', 'users', '`a ``b`', '@v', 'x', 'b', '?', 'shop.users'],
  SQLITE: ['t', 'users', '[a b]', '`c`', '?1', ':name', '$name', 'main.users'],
  TRANSACT_SQL: ['t', '[a]]b]', '@p1', '#temp', 'dbo.users', 'n'],
  ORACLE: ['t', '"A b"', ':1', ':name', 'q', 'nq', 'hr.users'],
  CQL: ['t', '"A b"', '?', ':name', 'ks.users'],
};

const WORDS = [
  'select',
  'from',
  'where',
  'and',
  'or',
  'in',
  'like',
  'insert into',
  'values',
  'update',
  'set',
  'as',
];
const SIGNS = ['=', ',', '(', ')', '<>', '||', '+', '-', '*', ';', '.'];
const NUMBERS = ['1', '-2.5', '1e-5', '0xff', '.5'];

/** Draws texts around a secret, above all the characters that end a text. */
const around = fc
  .array(
    fc.constantFrom(
      "'",
      '"',
      '\\',
      '`',
      '$',
      '$$',
      '--',
      '#',
      '/*',
      '*/',
      ']',
      '!',
      "''",
      ' ',
      '\n',
      'a',
      'é',
      ';',
    ),
    {
      maxLength: 6,
    },
  )
  .map(parts => parts.join(''));

/** A statement of a dialect with texts and comments that hold the secret. Its names come back as well. */
export function drawnStatement(dialect: DialectName, secret: string, between = [' ', '\n', '\t', ' \r\n']) {
  const content = fc.tuple(around, around).map(([before, after]) => before + secret + after);
  const hidden = (ways: readonly Write[]) =>
    fc.tuple(fc.constantFrom(...ways), content).map(([write, text]) => write(text));
  const name = fc.constantFrom(...NAMES[dialect]);
  const other = fc.constantFrom(...WORDS, ...SIGNS, ...NUMBERS);
  const tokens = fc.array(
    fc.oneof(
      { weight: 2, arbitrary: hidden(TEXTS[dialect]) },
      { weight: 1, arbitrary: hidden(COMMENTS[dialect]) },
      { weight: 3, arbitrary: name },
      { weight: 4, arbitrary: other },
    ),
    { minLength: 1, maxLength: 25 },
  );
  return fc.tuple(tokens, fc.constantFrom(...between)).map(([list, space]) => ({
    text: list.join(space),
    names: list.filter(token => NAMES[dialect].includes(token)),
  }));
}

/** A statement that an app puts together with a value that has quotes in it, which it forgets to escape. */
export function brokenStatement(secret: string) {
  const value = fc
    .array(fc.constantFrom("'", "''", 'a', ' ', "\\'", 'O'), { maxLength: 4 })
    .map(parts => parts.join(''));
  return fc
    .tuple(value, value, fc.constantFrom(' ', ''))
    .map(
      ([first, second, space]) =>
        `select * from t where a = '${first}' and b = '${space}${secret}${second}' limit 1`,
    );
}
