import {
  CQL,
  MYSQL,
  ORACLE,
  OTHER,
  POSTGRESQL,
  SQLITE,
  TRANSACT_SQL,
} from '../../../../src/agent/redaction/sql/dialects';
import { literalsOf } from '../../../../src/agent/redaction/sql/literals';
import { MAX_LENGTH, readStatement } from '../../../../src/agent/redaction/sql/read-statement';
import { cpuOf } from '../../../cpu-of';

const DIALECTS = { POSTGRESQL, MYSQL, SQLITE, TRANSACT_SQL, ORACLE, CQL, OTHER };
type Row = [dialect: keyof typeof DIALECTS, sql: string, shown: string];

/** Statements that every dialect shows in this way. */
const EVERYWHERE: readonly (readonly [sql: string, shown: string])[] = [
  ['select 1', 'select ?'],
  ["select * from t where a = 'it''s' and b = 7.5e3", 'select * from t where a = ? and b = ?'],
  ['select a.b5, c2 from t2', 'select a.b5, c2 from t2'],
  ['select :name, ? from t', 'select :name, ? from t'],
  ['insert into t values (1, -2, 0xff, .5, 1e-5) /* key=abc */', 'insert into t values (?, -?, ?, ?, ?) ?'],
  ['select 1 -- card 4111111111111111\nfrom t', 'select ? ?\nfrom t'],
  ["select N'a', x'ff', b'1'", 'select ?, ?, ?'],
  ['select 1--', 'select ??'],
  ['', ''],
  [' ', ' '],
];

test.each(
  [POSTGRESQL, SQLITE, TRANSACT_SQL, ORACLE, CQL, OTHER].flatMap(dialect =>
    EVERYWHERE.map(([sql, shown]) => [sql, shown, dialect] as const),
  ),
)('%p -> %p', (sql, shown, dialect) => {
  expect(readStatement(sql, dialect).text).toBe(shown);
});

test.each<Row>([
  ['POSTGRESQL', "select E'a\\'b', U&'\\0041' UESCAPE '!'", 'select ?, ? UESCAPE ?'],
  ['POSTGRESQL', "select 'abc\\' || 'S'", 'select ? || ?'],
  ['POSTGRESQL', 'select $1, $tag1$S$$S$tag1$, $$x$$, a$b$c', 'select $1, ?, ?, a$b$c'],
  [
    'POSTGRESQL',
    'select "user"."name", U&"d\\0061t" from "a ""b"',
    'select "user"."name", U&"d\\0061t" from "a ""b"',
  ],
  ['POSTGRESQL', "select /* a /* 'b' */ S */ 1", 'select ? ?'],
  [
    'POSTGRESQL',
    "select arr[1:2], d -> 'k' ->> 0, a::text, b # 3",
    'select arr[?:?], d -> ? ->> ?, a::text, b # ?',
  ],
  [
    'MYSQL',
    'select * from u where mail = "a@b.example" # it\'s\nand x = 1',
    'select * from u where mail = ? ?\nand x = ?',
  ],
  ['MYSQL', "select 'it\\'s', \"a\\\"b\", `a 1`, _utf8mb4'x'", 'select ?, ?, `a 1`, _utf8mb4?'],
  ['MYSQL', 'select 5--1, a from t -- S', 'select ?--?, a from t ?'],
  ['MYSQL', "/*! select 'S' */ select @v, @@x", '? select @v, @@x'],
  [
    'SQLITE',
    'select "a" from "t" where "b" = "S" and [c d] like "S%"',
    'select "a" from "t" where "b" = ? and [c d] like ?',
  ],
  [
    'SQLITE',
    'insert into "t" ("a", "b") values ("S", 1), (?1, "S")',
    'insert into "t" ("a", "b") values (?, ?), (?1, ?)',
  ],
  [
    'SQLITE',
    'select * from t where a between "S" and "T" and "u"."b" = "v"."c"',
    'select * from t where a between ? and ? and "u"."b" = "v"."c"',
  ],
  [
    'TRANSACT_SQL',
    'select [a]]b], $12.50 from [dbo].[t] where x = @p1',
    'select [a]]b], ? from [dbo].[t] where x = @p1',
  ],
  ['TRANSACT_SQL', 'select /* a /* b */ S */ a from #t', 'select ? a from #t'],
  [
    'ORACLE',
    "select q'[it's S]', nq'!S'!', q'(a)' from dual where x = :1",
    'select ?, ?, ? from dual where x = :1',
  ],
  [
    'CQL',
    'select a from k.t where id = a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 // S',
    'select a from k.t where id = ? ?',
  ],
  [
    'CQL',
    'insert into t (a) values (9e8f0123-9c0b-4ef8-bb6d-6bb9bd380a11, 1y2mo)',
    'insert into t (a) values (?, ?)',
  ],
  ['OTHER', "select 'a\\'b', S from t", 'select ?'],
  ['OTHER', "select a # it's\nfrom t", 'select a ?'],
])('%s: %p -> %p', (name, sql, shown) => {
  expect(readStatement(sql, DIALECTS[name]).text).toBe(shown);
});

describe('passwords without quotes', () => {
  test.each<Row>([
    ['POSTGRESQL', 'CREATE USER x IDENTIFIED BY S', 'CREATE USER x IDENTIFIED BY ?'],
    ['POSTGRESQL', 'alter role bob with encrypted password S', 'alter role bob with encrypted password ?'],
    ['POSTGRESQL', 'create table u (id int, password text)', 'create table u (id int, password text)'],
    [
      'POSTGRESQL',
      'select password from users where identified',
      'select password from users where identified',
    ],
    ['POSTGRESQL', 'SET LOCAL app.token = S', 'SET LOCAL app.token = ?'],
    ['POSTGRESQL', 'set session app.token to S', 'set session app.token to ?'],
    ['POSTGRESQL', 'alter database d set app.token to S', 'alter database d set app.token to ?'],
    [
      'POSTGRESQL',
      'set transaction isolation level serializable',
      'set transaction isolation level serializable',
    ],
    [
      'POSTGRESQL',
      "CREATE SUBSCRIPTION s CONNECTION 'password=S' PUBLICATION p",
      'CREATE SUBSCRIPTION s CONNECTION ? PUBLICATION p',
    ],
    ['POSTGRESQL', "COPY t FROM PROGRAM 'curl -u S'", 'COPY t FROM PROGRAM ?'],
    ['POSTGRESQL', 'COPY t FROM STDIN;\nS\tT', 'COPY t FROM STDIN; ?'],
    [
      'MYSQL',
      "CREATE USER 'a'@'b' IDENTIFIED WITH x BY 'S', c IDENTIFIED BY 'T'",
      'CREATE USER ?@? IDENTIFIED WITH ?',
    ],
    ['MYSQL', "SET PASSWORD FOR 'a'@'b' = S", 'SET PASSWORD ?'],
    ['MYSQL', "CHANGE MASTER TO MASTER_PASSWORD='S'", 'CHANGE MASTER TO MASTER_PASSWORD ?'],
    ['MYSQL', "GRANT ALL ON *.* TO a IDENTIFIED/**/BY PASSWORD 'S'", 'GRANT ALL ON *.* TO a IDENTIFIED?BY ?'],
    ['TRANSACT_SQL', 'EXEC sp_addlogin bob, S', 'EXEC sp_addlogin ?, ?'],
    [
      'TRANSACT_SQL',
      'declare @r int exec @r = dbo.p @a = S, @b OUTPUT select 1',
      'declare @r int exec @r = dbo.p @a = ?, @b ? select ?',
    ],
    ['TRANSACT_SQL', 'CREATE LOGIN x WITH PASSWORD = 0xAB HASHED', 'CREATE LOGIN x WITH PASSWORD ?'],
    ['ORACLE', 'alter user x identified by S replace T', 'alter user x identified by ?'],
    ['ORACLE', 'create user x identified by "S"', 'create user x identified by ?'],
    ['ORACLE', 'connect scott/S@db', 'connect ?'],
    ['SQLITE', 'PRAGMA key = S', 'PRAGMA key ?'],
    ['SQLITE', 'pragma main.rekey(S)', 'pragma main.rekey ?'],
    ['SQLITE', 'PRAGMA table_info(t)', 'PRAGMA table_info(t)'],
    ['SQLITE', 'ATTACH f AS x KEY S', 'ATTACH f AS x KEY ?'],
    ['OTHER', 'CREATE SECRET x (TYPE s3, SECRET S)', 'CREATE SECRET ?'],
  ])('%s: %p -> %p', (name, sql, shown) => {
    expect(readStatement(sql, DIALECTS[name]).text).toBe(shown);
  });
});

describe('what has no end, or ends where it should not, hides all from the first quote on', () => {
  test.each<Row>([
    ['POSTGRESQL', "select 'unclosed", 'select ?'],
    ['POSTGRESQL', "select * from u where n = 'it's' and pw = 'S'", 'select * from u where n = ?'],
    ['POSTGRESQL', "select * from u where n = 'a' b' and pw = ' S '", 'select * from u where n = ?'],
    ['POSTGRESQL', "insert into t values ('it\\'s', 'S')", 'insert into t values (?'],
    ['POSTGRESQL', 'select $a$S', 'select ?'],
    ['POSTGRESQL', 'select 1 /* S', 'select ? ?'],
    ['MYSQL', "insert into t values ('a\\', 'S')", 'insert into t values (?'],
    ['MYSQL', "/*! '*/S' */ select 1", '?'],
    ['SQLITE', 'select [a from t', 'select ?'],
    ['ORACLE', "select q'[S' from t", 'select ?'],
  ])('%s: %p -> %p', (name, sql, shown) => {
    expect(readStatement(sql, DIALECTS[name]).text).toBe(shown);
  });
});

describe('operation and summary', () => {
  test.each<[sql: string, operation: string, summary: string | undefined]>([
    ["SELECT\n'S'\nAS\nmail", 'SELECT', 'SELECT'],
    [
      'select * from a.b, "C" d join e on true where x in (select 1 from f)',
      'SELECT',
      'SELECT a.b C e SELECT f',
    ],
    ['/* x */ (select 1)', 'SELECT', 'SELECT'],
    [
      'insert into shipping_details (a) select * from orders',
      'INSERT',
      'INSERT shipping_details SELECT orders',
    ],
    ['with a as (select extract(year from day) from t) update b set c = 1', 'WITH', 'SELECT t UPDATE b'],
    ['insert into t values (1) on conflict do update set a = 1', 'INSERT', 'INSERT t'],
    ['select a from t for update', 'SELECT', 'SELECT t'],
    ['select a is distinct from b from t', 'SELECT', 'SELECT t'],
    ['delete from only public.users using x', 'DELETE', 'DELETE public.users'],
    ['create unique index concurrently if not exists i on t (a)', 'CREATE', 'CREATE INDEX i'],
    ['create table if not exists a as select * from b', 'CREATE', 'CREATE TABLE a SELECT b'],
    ['truncate table a', 'TRUNCATE', 'TRUNCATE a'],
    ['call p(1)', 'CALL', 'CALL p'],
    ['copy users from stdin', 'COPY', 'COPY users'],
    ['create user bob', 'CREATE', 'CREATE USER'],
    ['grant select, insert on t to bob', 'GRANT', 'GRANT'],
    ['begin; update a set b = 1; commit', 'BEGIN', 'BEGIN UPDATE a'],
    ['BEGIN;', 'BEGIN', 'BEGIN'],
    ["'S' select", '_OTHER', 'SELECT'],
    ['hunter2', '_OTHER', undefined],
    ["select * from t where a = 'it's from S'", 'SELECT', 'SELECT'],
    ['', '_OTHER', undefined],
  ])('%p -> %s, %s', (sql, operation, summary) => {
    expect(readStatement(sql, POSTGRESQL)).toMatchObject({ operation, summary });
  });

  test('the verb is as it was written', () => {
    expect(readStatement(' select 1', MYSQL).verb).toBe('select');
  });

  test('a summary has at most 255 characters, and no name by half', () => {
    const tables = Array.from({ length: 100 }, (_, index) => `table_${index}`);
    const { summary = '' } = readStatement(`select * from ${tables.join(', ')}`, POSTGRESQL);
    expect(summary.length).toBeLessThanOrEqual(255);
    expect(summary).toMatch(/^SELECT( table_\d+)+$/);
    expect(tables).toContain(summary.split(' ').at(-1));
  });
});

test('a very long statement is cut', () => {
  const { text } = readStatement(`select 1, ${'a, '.repeat(20_000)}b`, POSTGRESQL);
  expect(text).toHaveLength(MAX_LENGTH + 1);
  expect(text.endsWith('…')).toBe(true);
  expect(readStatement(`select '${'a'.repeat(50_000)}`, POSTGRESQL).text).toBe('select ?…');
});

test('work is in proportion to the length', () => {
  const pieces = [
    "'\\",
    "''",
    '$a$',
    '$a ',
    '/*',
    '/**/',
    '"\\',
    '0x',
    '1e',
    '[',
    '`',
    '"a',
    '--\r\n',
    '--',
    '((',
    'from a,',
    "q'[",
  ];
  const work = (copies: number) =>
    cpuOf(() => {
      for (const piece of pieces)
        for (const dialect of [POSTGRESQL, MYSQL, SQLITE, TRANSACT_SQL, ORACLE, CQL, OTHER])
          readStatement(piece.repeat(copies), dialect);
    });
  work(800);
  // Quadratic work would take 100 times as long.
  expect(work(8000) / work(800)).toBeLessThan(50);
});

test('statements of any length are read one after the other', () => {
  const word = 'secret '.repeat(5000);
  expect(literalsOf(`SELECT '${word}', 'short'`, POSTGRESQL)).toEqual([word, 'short']);
  expect(readStatement("SELECT 'ü', 12", POSTGRESQL).text).toBe('SELECT ?, ?');
  expect(literalsOf("SELECT 'next'", POSTGRESQL)).toEqual(['next']);
});
