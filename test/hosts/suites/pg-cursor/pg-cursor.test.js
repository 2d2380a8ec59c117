'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Client, Pool } = require('pg');
const Cursor = require('pg-cursor');
const QueryStream = require('pg-query-stream');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');

testLooks('pg-cursor', 'pg-query-stream');

const connectionString = process.env.TEST_POSTGRES_URL;
const NUMBERS = 'SELECT n FROM generate_series(1, $1::int) AS n';
let client;
before(async () => {
  client = new Client({ connectionString });
  await client.connect();
});
after(() => client.end());

describe('cursors', () => {
  test('query gives the cursor itself', async () => {
    const cursor = new Cursor(NUMBERS, [5]);
    assert.equal(client.query(cursor), cursor);
    assert.equal(cursor.constructor, Cursor);
    await cursor.close();
  });
  test('read by callback and by promise', async () => {
    const cursor = client.query(new Cursor(NUMBERS, [5]));
    const [error, rows, result] = await called(done => cursor.read(3, done));
    assert.deepEqual(
      [error ?? null, rows.map(({ n }) => n), result.command, result.fields[0].name],
      [null, [1, 2, 3], null, 'n'],
    );
    assert.deepEqual(
      (await cursor.read(3)).map(({ n }) => n),
      [4, 5],
    );
    assert.deepEqual(await cursor.read(3), []);
    assert.equal(await cursor.close(), undefined);
  });
  test('end is an event', async () => {
    const cursor = client.query(new Cursor(NUMBERS, [1]));
    const ended = heard(cursor, 'end');
    assert.deepEqual(
      ['end', 'error', 'row'].map(event => cursor.listenerCount(event)),
      [1, 1, 0],
    );
    await cursor.read(10);
    assert.equal((await ended).length, 1);
  });
  test('options: rows as lists', async () => {
    const cursor = client.query(new Cursor(NUMBERS, [1], Object.freeze({ rowMode: 'array' })));
    assert.deepEqual(await cursor.read(1), [[1]]);
    await cursor.close();
  });
  test('errors come to each reader, and the client goes on', async () => {
    const cursor = client.query(new Cursor('SELECT * FROM missing'));
    const [error, ...rest] = await called(done => cursor.read(1, done));
    assert.deepEqual([error.code, rest.length <= 2], ['42P01', true]);
    await assert.rejects(cursor.read(1), { code: '42P01' });
    assert.deepEqual((await client.query('SELECT 1 AS n')).rows, [{ n: 1 }]);
  });
  test('close calls back, early and twice', async () => {
    const cursor = client.query(new Cursor(NUMBERS, [100]));
    await cursor.read(1);
    assert.deepEqual(
      (await called(done => cursor.close(done))).filter(value => value != null),
      [],
    );
    await cursor.close();
  });
  test('queries wait for the cursor before them', async () => {
    const cursor = client.query(new Cursor(NUMBERS, [2]));
    const next = client.query('SELECT 7 AS n');
    await cursor.read(10);
    await cursor.close();
    assert.deepEqual((await next).rows, [{ n: 7 }]);
  });
  for (const bad of [undefined, null, 1])
    test(`of ${bad} fail as they do`, async () => {
      const own = new Client({ connectionString });
      own.on('error', () => {});
      await own.connect();
      const outcome = await (async () => {
        const cursor = own.query(new Cursor(bad));
        return cursor.read(1);
      })().catch(error => error);
      await own.end();
      assert.ok(outcome instanceof Error || Array.isArray(outcome), String(outcome));
    });
});

describe('streams', () => {
  test('give rows, and end', async () => {
    const stream = client.query(new QueryStream(NUMBERS, [250], { batchSize: 50, highWaterMark: 100 }));
    assert.equal(stream.constructor, QueryStream);
    const rows = [];
    for await (const { n } of stream) rows.push(n);
    assert.deepEqual([rows.length, rows[0], rows.at(-1)], [250, 1, 250]);
  });
  test('are left early, and the client goes on', async () => {
    for await (const { n } of client.query(new QueryStream(NUMBERS, [250], { batchSize: 5 }))) {
      assert.equal(n, 1);
      break;
    }
    assert.deepEqual((await client.query('SELECT 1 AS n')).rows, [{ n: 1 }]);
  });
  test('tell errors by event', async () => {
    const stream = client.query(new QueryStream('SELECT * FROM missing'));
    const [error] = await called(done => stream.on('error', done).resume());
    assert.equal(error.code, '42P01');
  });
  test('of a pool free their client', async () => {
    const pool = new Pool({ connectionString, max: 1 });
    const one = await pool.connect();
    const stream = one.query(new QueryStream(NUMBERS, [5]));
    await called(done => stream.on('end', done).resume());
    one.release();
    assert.deepEqual((await pool.query('SELECT 1 AS n')).rows, [{ n: 1 }]);
    await pool.end();
  });
  test('an error that nobody hears ends the process', () => {
    const script = `
      const { Client } = require('pg');
      const QueryStream = require('pg-query-stream');
      const client = new Client(${JSON.stringify(connectionString)});
      client.connect().then(() => client.query(new QueryStream('SELECT * FROM missing')).resume());
    `;
    const { status, stderr } = ends(__dirname, script);
    assert.equal(status, 1);
    assert.match(stderr, /relation "missing" does not exist/);
  });
});
