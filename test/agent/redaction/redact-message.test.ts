import { redactGraphqlMessage, redactMessage } from '../../../src/agent/redaction/redact-message';
import {
  type Dialect,
  MYSQL,
  ORACLE,
  POSTGRESQL,
  SQLITE,
  TRANSACT_SQL,
} from '../../../src/agent/redaction/sql/dialects';
import * as fc from '../../fast-check';

test.each<[message: string, shown: string]>([
  ['relation "users" does not exist', 'relation "users" does not exist'],
  [
    'duplicate key value violates unique constraint "users_mail_key"',
    'duplicate key value violates unique constraint "users_mail_key"',
  ],
  ['invalid input syntax for type integer: "S"', 'invalid input syntax for type integer: "?"'],
  ['invalid input syntax for type uuid: "a" S"', 'invalid input syntax for type uuid: "?"'],
  ['Key (mail)=(S) already exists.', 'Key (mail)=(?) already exists.'],
  ['syntax error at or near "S"', 'syntax error at or near "?"'],
  ["Duplicate entry 'O'Brien 'S' x' for key 'users.mail'", "Duplicate entry '?' for key 'users.mail'"],
  [
    "Incorrect integer value: 'S' for column 'age' at row 1",
    "Incorrect integer value: '?' for column 'age' at row 1",
  ],
  ["Unknown column 'nope' in 'field list'", "Unknown column 'nope' in '?'"],
  ["Table 'shop.nope' doesn't exist", "Table 'shop.nope' doesn't exist"],
  ["the right syntax to use near ''S' as mail' at line 1", "the right syntax to use near '?' at line 1"],
  [
    "Conversion failed when converting the varchar value 'S' to data type int.",
    "Conversion failed when converting the varchar value '?' to data type int.",
  ],
  [
    "Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (S, 5).",
    "Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (?).",
  ],
  [
    "ORA-03301: row with column values (ID:1, NAME:'S') already exists",
    'ORA-03301: row with column values (?) already exists',
  ],
  [
    'E11000 duplicate key error collection: shop.users index: mail_1 dup key: { mail: "S" }',
    'E11000 duplicate key error collection: shop.users index: mail_1 dup key: { ? }',
  ],
  [
    "ERR unknown command 'FOO', with args beginning with: 'S' 'T' ",
    "ERR unknown command '?', with args beginning with: '?' '?' ",
  ],
  [
    "Can't add new command when connection is in closed state",
    "Can't add new command when connection is in closed state",
  ],
  ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ['', ''],
])('%s -> %s', (message, shown) => {
  expect(redactMessage(message)).toBe(shown);
  expect(redactMessage(shown)).toBe(shown);
});

test('names that the statement shows stay, and its literals go, whatever is around them', () => {
  const statement = { text: "select a from t where b = 'hunter2' -- my note", dialect: POSTGRESQL };
  expect(redactMessage('syntax error at or near "t" beside hunter2: my note', statement)).toBe(
    'syntax error at or near "t" beside ?: my note',
  );
  expect(redactMessage(`failed: ${statement.text}`, statement)).toBe('failed: select a from t where b = ? ?');
  expect(redactMessage('no such column: "hunter2"', statement)).toBe('no such column: "?"');
});

/** Messages in which databases quote a value that they do not like. */
const QUOTES: readonly [Dialect, (value: string) => string][] = [
  [POSTGRESQL, value => `invalid input syntax for type integer: "${value}"`],
  [MYSQL, value => `Duplicate entry '${value}' for key 'mail'`],
  [MYSQL, value => `syntax to use near '${value}' and b = 1' at line 1`],
  [SQLITE, value => `unrecognized token: "${value}"`],
  [TRANSACT_SQL, value => `converting the nvarchar value '${value}' to data type int.`],
  [ORACLE, value => `unable to convert string value containing '${value}' to a number`],
];

test('a value of a statement is in no message', () => {
  const value = fc.string({ unit: fc.constantFrom('a', ' ', '.', ':', '(', 'é'), maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...QUOTES), value, value, ([dialect, quote], before, after) => {
      const literal = `${before}hunter2${after}`;
      const text = `select * from t where a = '${literal}'`;
      expect(redactMessage(quote(literal), { text, dialect })).not.toContain('hunter2');
      expect(redactMessage(quote(literal))).not.toContain('hunter2');
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['Cannot query field "nope" on type "Query".', 'Cannot query field "nope" on type "Query".'],
  ['Expected value of type "Int", found "S".', 'Expected value of type "Int", found "?".'],
  ['Int cannot represent non-integer value: "S"', 'Int cannot represent non-integer value: "?"'],
  ['Expected value of type "Int", found {a: "S", b: 5}.', 'Expected value of type "Int", found ?.'],
  ['Syntax Error: Expected Name, found String "S".', 'Syntax Error: Expected Name, found ?.'],
  [
    JSON.stringify([
      { message: 'Expected value of type "Int", found "S".', locations: [{ line: 1, column: 5 }] },
    ]),
    JSON.stringify([
      { message: 'Expected value of type "Int", found "?".', locations: [{ line: 1, column: 5 }] },
    ]),
  ],
])('GraphQL: %s -> %s', (message, shown) => {
  expect(redactGraphqlMessage(message)).toBe(shown);
});
