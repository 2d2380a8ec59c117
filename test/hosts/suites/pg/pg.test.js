'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { EventEmitter, once } = require('node:events');
const { describe, test } = require('node:test');
const pg = require('pg');

const connectionString = process.env.TEST_POSTGRES_URL;

/** A connected client for one test. */
async function connect(t, options = {}) {
  const client = new pg.Client({ connectionString, ...options });
  await client.connect();
  t.after(() => client.end());
  return client;
}

function createPool(t, options = {}) {
  const pool = new pg.Pool({ connectionString, max: 4, ...options });
  t.after(() => pool.ended || pool.end());
  return pool;
}

describe('a query', () => {
  test('gives rows, fields, count and command', async t => {
    const client = await connect(t);
    const { rows, fields, rowCount, command } = await client.query("SELECT 1 AS one, 'x' AS two");
    assert.deepEqual([rows, rowCount, command], [[{ one: 1, two: 'x' }], 1, 'SELECT']);
    assert.deepEqual(
      fields.map(({ name, dataTypeID }) => [name, dataTypeID]),
      [
        ['one', 23],
        ['two', 25],
      ],
    );
  });
  const types = [
    ['int4', 1],
    ['int8', '9007199254740993'],
    ['numeric', '1.50'],
    ['float8', 1.5],
    ['bool', true],
    ['text', "it's"],
    ['json', { a: [1] }],
    ['jsonb', { b: null }],
    ['bytea', Buffer.from([0, 255])],
    ['int4[]', [1, 2, 3]],
    ['text[]', ['a', 'b,"c"']],
    ['timestamptz', new Date(0)],
    ['uuid', '00000000-0000-4000-8000-000000000000'],
  ];
  for (const [type, value] of types)
    test(`sends and gets ${type}`, async t => {
      const client = await connect(t);
      const given = type.startsWith('json') ? JSON.stringify(value) : value;
      const { rows } = await client.query(`SELECT $1::${type} AS value`, [given]);
      assert.deepEqual(rows, [{ value }]);
    });
  test('null stays null', async t => {
    const { rows } = await (await connect(t)).query('SELECT $1::text AS value', [null]);
    assert.deepEqual(rows, [{ value: null }]);
  });
  test('may be an object', async t => {
    const client = await connect(t);
    const { rows } = await client.query({ text: 'SELECT $1::int + 1 AS sum', values: [1], rowMode: 'array' });
    assert.deepEqual(rows, [[2]]);
  });
  test('leaves the object of the caller as it was', async t => {
    const client = await connect(t);
    const query = Object.freeze({ text: 'SELECT $1::int AS n', values: Object.freeze([1]) });
    assert.deepEqual((await client.query(query)).rows, [{ n: 1 }]);
    assert.deepEqual(query, { text: 'SELECT $1::int AS n', values: [1] });
  });
  test('with a name is prepared once', async t => {
    const client = await connect(t);
    const query = { name: 'add', text: 'SELECT $1::int + $2::int AS sum' };
    for (const n of [1, 2, 3])
      assert.deepEqual((await client.query({ ...query, values: [n, 1] })).rows, [{ sum: n + 1 }]);
    const { rows } = await client.query('SELECT count(*)::int AS n FROM pg_prepared_statements');
    assert.deepEqual(rows, [{ n: 1 }]);
  });
  test('of several statements gives several results', async t => {
    const results = await (await connect(t)).query('SELECT 1 AS a; SELECT 2 AS b');
    assert.deepEqual(
      results.map(({ rows }) => rows),
      [[{ a: 1 }], [{ b: 2 }]],
    );
  });
  test('calls back', async t => {
    const client = await connect(t);
    for (const args of [['SELECT 1 AS n'], ['SELECT $1::int AS n', [1]], [{ text: 'SELECT 1 AS n' }]]) {
      const rows = await new Promise((resolve, reject) => {
        const given = client.query(...args, (error, result) =>
          error ? reject(error) : resolve(result.rows),
        );
        assert.equal(given, undefined);
      });
      assert.deepEqual(rows, [{ n: 1 }]);
    }
  });
  test('that is a Query tells of its rows by events', async t => {
    const client = await connect(t);
    const query = new pg.Query('SELECT generate_series(1, 3) AS n');
    assert.equal(client.query(query), query);
    assert.ok(query instanceof EventEmitter);
    const seen = [];
    query.on('row', ({ n }) => seen.push(n));
    const [result] = await once(query, 'end');
    assert.deepEqual([seen, result.rowCount], [[1, 2, 3], 3]);
  });
  test('can be given in crowds, and they are answered in order', async t => {
    const client = await connect(t);
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    const answers = await Promise.all(numbers.map(n => client.query('SELECT $1::int AS n', [n])));
    assert.deepEqual(
      answers.map(({ rows }) => rows[0].n),
      numbers,
    );
  });
  test('with types of its own', async t => {
    const client = await connect(t);
    const types = { getTypeParser: () => text => `<${text}>` };
    assert.deepEqual((await client.query({ text: 'SELECT 1 AS n', types })).rows, [{ n: '<1>' }]);
  });
});

describe('an error', () => {
  test('has what the server says', async t => {
    const client = await connect(t);
    await assert.rejects(client.query('SELECT * FROM none_such'), {
      code: '42P01',
      severity: 'ERROR',
      message: 'relation "none_such" does not exist',
    });
  });
  test('is given to a callback, and the client goes on', async t => {
    const client = await connect(t);
    const error = await new Promise(resolve => client.query('SELEC', resolve));
    assert.equal(error.code, '42601');
    assert.deepEqual((await client.query('SELECT 1 AS n')).rows, [{ n: 1 }]);
  });
  test('in an extended query, too', async t => {
    const client = await connect(t);
    await assert.rejects(client.query('SELECT $1::int', ['x']), { code: '22P02' });
    assert.deepEqual((await client.query('SELECT 1 AS n')).rows, [{ n: 1 }]);
  });
  test('of a query that is none', async t => {
    const client = await connect(t);
    assert.throws(() => client.query(), TypeError);
    assert.throws(() => client.query(null), TypeError);
  });
  test('when there is no server', async () => {
    const client = new pg.Client({ host: '127.0.0.1', port: 1, user: 'x', database: 'x' });
    await assert.rejects(client.connect(), { code: 'ECONNREFUSED' });
  });
  test('when the database does not exist, by callback', async () => {
    const address = new URL(connectionString);
    address.pathname = '/none_such';
    const client = new pg.Client({ connectionString: address.href });
    const error = await new Promise(resolve => client.connect(resolve));
    assert.equal(error.code, '3D000');
  });
  test('when the client has ended', async () => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.end();
    await assert.rejects(client.query('SELECT 1'), /closed|ended/i);
  });
  test('when the server ends the connection', async t => {
    const [victim, killer] = [new pg.Client({ connectionString }), await connect(t)];
    await victim.connect();
    const heard = new Promise(resolve => victim.on('error', resolve));
    const ended = new Promise(resolve => victim.on('end', resolve));
    const { rows } = await victim.query('SELECT pg_backend_pid() AS pid');
    await killer.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
    assert.equal((await heard).code, '57P01');
    await ended;
  });
  test('when a query takes too long', async t => {
    const client = await connect(t, { statement_timeout: 50 });
    await assert.rejects(client.query('SELECT pg_sleep(5)'), { code: '57014' });
  });
});

describe('a client', () => {
  test('connects with a callback', async () => {
    const client = new pg.Client({ connectionString });
    await new Promise((resolve, reject) => client.connect(error => (error ? reject(error) : resolve())));
    await new Promise(resolve => client.end(resolve));
  });
  test('tells of notices and notifications', async t => {
    const [listener, speaker] = [await connect(t), await connect(t)];
    const notice = once(listener, 'notice');
    await listener.query("DO $$ BEGIN RAISE NOTICE 'careful'; END $$");
    assert.equal((await notice)[0].message, 'careful');
    await listener.query('LISTEN hosts');
    const notification = once(listener, 'notification');
    await speaker.query("SELECT pg_notify('hosts', 'hello')");
    const [{ channel, payload }] = await notification;
    assert.deepEqual([channel, payload], ['hosts', 'hello']);
  });
  test('runs transactions', async t => {
    const client = await connect(t);
    await client.query('CREATE TEMP TABLE items (id int)');
    await client.query('BEGIN');
    await client.query('INSERT INTO items VALUES (1), (2)');
    await client.query('ROLLBACK');
    assert.equal((await client.query('SELECT * FROM items')).rowCount, 0);
  });
  test('escapes', async t => {
    const client = await connect(t);
    assert.equal(client.escapeIdentifier('a"b'), '"a""b"');
    assert.equal(client.escapeLiteral("a'b"), "'a''b'");
  });
  test('has the parameters it was given', async t => {
    const client = await connect(t, { application_name: 'hosts' });
    const { rows } = await client.query('SHOW application_name');
    assert.deepEqual(rows, [{ application_name: 'hosts' }]);
    assert.equal(client.database, 'postgres');
  });
});

describe('a pool', () => {
  test('queries', async t => {
    const { rows } = await createPool(t).query('SELECT $1::text AS v', ['x']);
    assert.deepEqual(rows, [{ v: 'x' }]);
  });
  test('queries with a callback', async t => {
    const pool = createPool(t);
    const rows = await new Promise((resolve, reject) => {
      pool.query('SELECT $1::text AS v', ['x'], (error, result) =>
        error ? reject(error) : resolve(result.rows),
      );
    });
    assert.deepEqual(rows, [{ v: 'x' }]);
  });
  test('lends clients and counts them', async t => {
    const pool = createPool(t, { max: 2 });
    const clients = [await pool.connect(), await pool.connect()];
    const third = pool.connect();
    assert.deepEqual([pool.totalCount, pool.idleCount, pool.waitingCount], [2, 0, 1]);
    clients[0].release();
    (await third).release();
    clients[1].release();
    assert.deepEqual([pool.totalCount, pool.idleCount, pool.waitingCount], [2, 2, 0]);
  });
  test('lends with a callback', async t => {
    const pool = createPool(t);
    const rows = await new Promise((resolve, reject) => {
      pool.connect((error, client, release) => {
        if (error) return reject(error);
        client.query('SELECT 1 AS n', (failure, result) => {
          release();
          if (failure) reject(failure);
          else resolve(result.rows);
        });
      });
    });
    assert.deepEqual(rows, [{ n: 1 }]);
  });
  test('refuses to take a client back twice', async t => {
    const client = await createPool(t).connect();
    client.release();
    assert.throws(() => client.release(), /already been released/);
  });
  test('drops a client that is given back as broken', async t => {
    const pool = createPool(t);
    (await pool.connect()).release(true);
    assert.equal(pool.totalCount, 0);
  });
  test('does not wait for ever', async t => {
    const pool = createPool(t, { max: 1, connectionTimeoutMillis: 50 });
    const client = await pool.connect();
    await assert.rejects(pool.connect(), /timeout/);
    client.release();
  });
  test('passes errors of queries on, and stays usable', async t => {
    const pool = createPool(t);
    await assert.rejects(pool.query('SELEC'), { code: '42601' });
    assert.deepEqual((await pool.query('SELECT 1 AS n')).rows, [{ n: 1 }]);
    assert.deepEqual([pool.totalCount, pool.idleCount], [1, 1]);
  });
  test('tells of what it does', async t => {
    const pool = createPool(t);
    const events = [];
    for (const name of ['connect', 'acquire', 'release', 'remove']) pool.on(name, () => events.push(name));
    await pool.query('SELECT 1');
    const removed = once(pool, 'remove');
    await pool.end();
    await removed;
    assert.deepEqual(events, ['connect', 'acquire', 'release', 'remove']);
  });
  test('ends', async t => {
    const pool = createPool(t);
    await pool.query('SELECT 1');
    await pool.end();
    assert.deepEqual([pool.ended, pool.totalCount], [true, 0]);
    await assert.rejects(pool.query('SELECT 1'), /after calling end/);
    await assert.rejects(pool.end(), /more than once/);
  });
  test('serves 200 queries at once, each with its own context', async t => {
    const storage = new AsyncLocalStorage();
    const pool = createPool(t);
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    const seen = await Promise.all(
      numbers.map(n =>
        storage.run(n, async () => {
          const { rows } = await pool.query('SELECT $1::int AS n', [n]);
          return [rows[0].n, storage.getStore()];
        }),
      ),
    );
    assert.deepEqual(
      seen,
      numbers.map(n => [n, n]),
    );
  });
});
