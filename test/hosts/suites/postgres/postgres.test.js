'use strict';
const assert = require('node:assert/strict');
const { after, describe, test } = require('node:test');
const postgres = require('postgres');
const { ends } = require('../called');
const { testLooks } = require('../looks');

const url = process.env.TEST_POSTGRES_URL;
const sql = postgres(url, { max: 2, onnotice() {} });
after(() => sql.end());

testLooks('postgres');

describe('queries', () => {
  test('give rows with what the server tells of them', async () => {
    const rows = await sql`SELECT ${'a'}::text AS word, ${1}::int AS n`;
    assert.deepEqual([...rows], [{ word: 'a', n: 1 }]);
    assert.deepEqual(
      [rows.count, rows.command, rows.columns.map(({ name }) => name)],
      [1, 'SELECT', ['word', 'n']],
    );
  });
  test('are promises of their own class, which begin when they are awaited', async () => {
    const query = sql`SELECT 1 AS n`;
    assert.deepEqual(
      [query.constructor.name, query.active, query instanceof Promise],
      ['Query', false, true],
    );
    assert.deepEqual(Object.keys(query).includes('statement'), true);
    assert.deepEqual([...(await query.execute())], [{ n: 1 }]);
    assert.equal((await query).count, 1);
  });
  test('have the same keys before they begin', () => {
    const keys = Object.keys(sql`SELECT 1`);
    assert.ok(keys.includes('handler') && keys.includes('strings'));
    assert.equal(keys.filter(key => /span|otel/i.test(key)).length, 0);
  });
  test('of other shapes: values, raw, simple, describe', async () => {
    assert.deepEqual([...(await sql`SELECT 1 AS n, 2 AS m`.values())], [[1, 2]]);
    assert.deepEqual((await sql`SELECT 'x' AS word`.raw())[0][0].toString(), 'x');
    assert.equal((await sql`SELECT 1; SELECT 2`.simple()).length, 2);
    const { columns } = await sql`SELECT 1 AS n`.describe();
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['n'],
    );
  });
  test('row by row, and by cursors', async () => {
    const seen = [];
    await sql`SELECT n FROM generate_series(1, 3) AS n`.forEach(
      ({ n }, result) => void seen.push(n, result.command),
    );
    assert.deepEqual(seen.filter(Number.isInteger), [1, 2, 3]);
    const sizes = [];
    for await (const rows of sql`SELECT n FROM generate_series(1, 5) AS n`.cursor(2)) sizes.push(rows.length);
    assert.deepEqual(sizes, [2, 2, 1]);
    await sql`SELECT n FROM generate_series(1, 5) AS n`.cursor(2, () => sql.CLOSE);
  });
  test('with helpers, fragments and arrays', async () => {
    const [row] =
      await sql`SELECT ${sql('n')}, ${sql.json({ a: 1 })} AS j FROM (VALUES (1)) AS v(n) WHERE ${sql`n = ${1}`}`;
    assert.deepEqual(row, { n: 1, j: { a: 1 } });
    assert.deepEqual((await sql`SELECT ${sql.array([1, 2])}::int[] AS a`)[0].a, [1, 2]);
  });
  test('with frozen arguments', async () => {
    assert.deepEqual(
      [...(await sql.unsafe('SELECT $1::int AS n', Object.freeze([1]), Object.freeze({ prepare: true })))],
      [{ n: 1 }],
    );
  });
  test('are cancelled', async () => {
    const query = sql`SELECT pg_sleep(20)`;
    setTimeout(() => query.cancel(), 100);
    await assert.rejects(query, { code: '57014' });
  });
});

describe('errors', () => {
  test('have what the server says, and the query when asked for', async () => {
    const error = await sql`SELECT * FROM missing`.catch(given => given);
    assert.deepEqual(
      [error.name, error.code, error.constructor.name],
      ['PostgresError', '42P01', 'PostgresError'],
    );
    assert.deepEqual(Object.keys(error).includes('query'), false);
    assert.match(error.stack, /postgres\.test\.js/);
  });
  test('of undefined values are thrown in place of a request', async () => {
    await assert.rejects(async () => sql`SELECT ${undefined}`, { code: 'UNDEFINED_VALUE' });
  });
  for (const bad of [undefined, null, 1])
    test(`unsafe(${bad})`, async () => {
      const error = await (async () => sql.unsafe(bad))().catch(given => given);
      assert.ok(error instanceof Error);
    });
  test('do not come of calls that are no tags: these are helpers', () => {
    const kinds = [[], [null], [1], ['a'], [{ a: 1 }], [[1]]].map(args => sql(...args).constructor.name);
    assert.deepEqual(kinds, ['Builder', 'Builder', 'Builder', 'Identifier', 'Builder', 'Builder']);
  });
  test('that nobody handles end the process', () => {
    const script = `
      const sql = require('postgres')(${JSON.stringify(url)}, { max: 1 });
      sql\`SELECT * FROM missing\`.then(() => {});
    `;
    const { status, stderr } = ends(__dirname, script);
    assert.equal(status, 1);
    assert.match(stderr, /relation "missing" does not exist/);
  });
  test('of a server that is not there', async () => {
    const nobody = postgres('postgres://127.0.0.1:1/x', { max: 1, connect_timeout: 1 });
    await assert.rejects(nobody`SELECT 1`, { code: 'ECONNREFUSED' });
    await nobody.end({ timeout: 0 });
    await assert.rejects(nobody`SELECT 1`, { code: 'CONNECTION_ENDED' });
  });
});

describe('transactions', () => {
  test('give what their function gives, and have its this and arguments', async () => {
    const given = await sql.begin('read only', async function body(...args) {
      const [inner] = args;
      await inner.savepoint('s', point => point`SELECT 1`);
      return [
        args.length,
        typeof inner.savepoint,
        (await inner`SHOW transaction_read_only`)[0].transaction_read_only,
      ];
    });
    assert.deepEqual(given, [1, 'function', 'on']);
  });
  test('give the results of a list of queries', async () => {
    const results = await sql.begin(inner => [inner`SELECT 1 AS n`, inner`SELECT 2 AS n`]);
    assert.deepEqual(
      results.map(([{ n }]) => n),
      [1, 2],
    );
  });
  test('roll back, with the app’s error', async () => {
    const error = Object.freeze(new Error('mine'));
    await assert.rejects(
      sql.begin(async () => {
        throw error;
      }),
      given => given === error,
    );
  });
});

test('a reserved connection, and several clients', async () => {
  const reserved = await sql.reserve();
  const other = postgres(url, { max: 1 });
  const [[one], [two]] = await Promise.all([reserved`SELECT 1 AS n`, other`SELECT 2 AS n`]);
  reserved.release();
  await other.end();
  assert.deepEqual([one.n, two.n], [1, 2]);
});

test('debug and onnotice are called as ever', async () => {
  const seen = [];
  const own = postgres(url, {
    max: 1,
    debug: (connection, query, parameters) => seen.push(typeof connection, query, parameters),
    onnotice: notice => seen.push(notice.message),
  });
  await own`SELECT ${1}::int`;
  await own.unsafe("DO $$ BEGIN RAISE NOTICE 'heard'; END $$");
  await own.end();
  assert.ok(seen.includes('SELECT $1::int') && seen.includes('heard'));
});
