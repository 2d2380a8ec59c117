import { sanitizeSql } from '../../src/pipeline/redact-statements';

test.each([
  ['select 1', 'select ?'],
  ["select * from t where a = 'it''s' and b = 7.5e3", 'select * from t where a = ? and b = ?'],
  ["select E'a\\'b', N'x', X'ff'", 'select ?, ?, ?'],
  ['select $1, :name, @p, ? from t2', 'select $1, :name, @p, ? from t2'],
  ['select $tag$ secret $tag$, $$x$$', 'select ?, ?'],
  ['select "user"."name" from "users"', 'select "user"."name" from "users"'],
  ['select * from users where mail = "a@b.example"', 'select * from users where mail = ?'],
  ['select `a 1` from [b 2]', 'select `a 1` from [b 2]'],
  ['select 1 -- card 4111111111111111\nfrom t', 'select ? ?\nfrom t'],
  ['insert into t values (1, -2, 0xff, .5) /* key=abc */', 'insert into t values (?, -?, ?, ?) ?'],
  ["select 'unclosed", 'select ?'],
])('%s -> %s', (sql, expected) => {
  expect(sanitizeSql(sql)).toBe(expected);
});

test('is linear on hostile input', () => {
  const work = (copies: number) => {
    const started = process.hrtime.bigint();
    for (const piece of ["'\\", '$a$', '/*', '"\\', '0x', '1e', '[', '`', '"a'])
      sanitizeSql(piece.repeat(copies));
    return Number(process.hrtime.bigint() - started);
  };
  work(2_000);
  // Quadratic work would take 400 times as long.
  expect(work(40_000) / work(2_000)).toBeLessThan(150);
});
